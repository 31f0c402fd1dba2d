"""The schema of the risk rules of one language, and their compiled form.

Here: what `languages/<locale>/risk/*.yaml` may hold. Not here: the rules themselves (data), reading
the files (`packaged` for the English default, `core.content.safety` for any locale).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, field_validator, model_validator

from evenkeel.core.safety.decision import Answer, Offer, Question, Sign, Stance
from evenkeel.core.safety.normalise import Lexicon, Normaliser, canonical
from evenkeel.core.safety.patterns import PatternIndex
from evenkeel.core.vocabulary import Pathway, RiskLevel

#: Words for dying that a joke borrows more often than not.
SLANG = frozenset({"kms", "unalive"})
#: Cues that speak of what stands beside them.
PLACED = ("resume", "accident", "dated")


def _lines(value: object) -> object:
    """A text block is one phrase a line, or several on a line with ` ; ` between them."""
    if not isinstance(value, str):
        return value
    phrases = (part.strip() for line in value.splitlines() for part in line.split(";"))
    return tuple(" ".join(phrase.split()) for phrase in phrases if phrase)


Phrases = Annotated[tuple[str, ...], BeforeValidator(_lines)]


def _too_little(pattern: str, form: str, articles: frozenset[str]) -> bool:
    """Whether a phrase shrinks to one word without its fillers: that would say too little.

    In a list of words an article says nothing by itself, so "the world" has one word to begin with.
    """
    return _required(form, articles) <= 1 < _required(pattern, articles)


def _contracted(pattern: str) -> tuple[str, ...]:
    """A phrase that begins with "have", and the same as it stands after "i": "i have" is "ive".

    >>> _contracted("have|got the ampoules")
    ('have|got the ampoules', 'ive the ampoules')
    """
    first, _, rest = pattern.partition(" ")
    return (pattern, f"ive {rest}") if rest and "have" in first.split("|") else (pattern,)


def by_itself(rule: str) -> str:
    """The name a rule with `beside` goes by where nothing made its words plain.

    >>> by_itself("plan.open")
    'plan.open.alone'
    """
    return f"{rule}.alone"


def _required(pattern: str, articles: frozenset[str]) -> int:
    tokens = (token for token in pattern.split(" ") if token not in articles)
    return sum(token[-1] not in "?*^$@" for token in tokens)


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SignRule(_Frozen):
    """Phrases that are one sign. `literal` rules count even inside a story or a joke; `own_only`
    ones do not while the talk is about somebody else's danger ("she told me not to tell anyone"),
    `other_only` ones only then ("she won't open the door").

    `alone` is for words that are everyday unless danger was heard before ("I'll do it tomorrow"):
    the level they have in a talk, or beside nothing else, in which no other sign has spoken.
    `beside` names what makes them plain after all: where one of its phrases stands elsewhere in the
    message, or the sentence ends with them ("I left a note."), they have their own level; where it
    goes on about something else ("I left a note about the bins"), they have `alone`.
    `ends: false`: the end of the sentence says nothing ("I took my tablets.").
    `not_after` names questions to which the words are an everyday answer ("can't wake him, he has
    work", to who could sit with you).
    """

    id: str
    pathway: Pathway
    level: RiskLevel
    sign: Sign
    any: Phrases
    literal: bool = False
    own_only: bool = False
    other_only: bool = False
    alone: RiskLevel | None = None
    beside: Phrases = ()
    ends: bool = True
    not_after: tuple[Question, ...] = ()

    @field_validator("level", "alone", mode="before")
    @classmethod
    def _by_name(cls, value: object) -> object:
        return RiskLevel[value.upper()] if isinstance(value, str) else value

    @model_validator(mode="after")
    def _beside_needs_alone(self) -> SignRule:
        if self.beside and self.alone is None:
            raise ValueError(f"rule `{self.id}` says `beside` and not what it is `alone`")
        return self


class FrameRule(_Frozen):
    """Words after which (to the end of the sentence, or a closing word) the text is not about now.

    `whole` frames cover the whole message: fiction, homework, a game.
    """

    id: str
    opens: Phrases
    whole: bool = False


class Cues(_Frozen):
    """Phrases that are not signs but tell how to take one, or answer our question."""

    stances: Mapping[Stance, Phrases] = {}
    answers: Mapping[Answer, Phrases] = {}
    offers: Mapping[Offer, Phrases] = {}
    joke: Phrases = ()
    mundane: Phrases = ()
    soon: Phrases = ()
    fresh: Phrases = ()
    nobody: Phrases = ()
    firm_yes: Phrases = ()
    means_away: Phrases = ()
    resume: Phrases = ()
    eased: Phrases = ()
    reopened: Phrases = ()
    no_plan: Phrases = ()
    means_near: Phrases = ()
    is_me: Phrases = ()
    thinks_of_it: Phrases = ()
    settled: Phrases = ()
    present: Phrases = ()
    line_done: Phrases = ()
    asks_back: Phrases = ()
    dated: Phrases = ()
    survived: Phrases = ()
    feared: Phrases = ()
    accident: Phrases = ()
    on_purpose: Phrases = ()
    help_called: Phrases = ()
    not_a_line: Phrases = ()
    some_day: Phrases = ()
    they_near: Phrases = ()
    not_dying: Phrases = ()
    of_them: Phrases = ()
    plainly: Phrases = ()
    insists: Phrases = ()
    framed: Phrases = ()
    long_over: Phrases = ()
    hedged: Phrases = ()
    only_words: Phrases = ()
    at_the_question: Phrases = ()
    felt: Mapping[str, Phrases] = {}


class RuleFile(_Frozen):
    """One YAML file of a language's risk folder; every part is optional."""

    id: str = ""
    lexicon: Lexicon | None = None
    words: Mapping[str, Phrases] = {}
    shields: Phrases = ()
    frames: tuple[FrameRule, ...] = ()
    cues: Cues | None = None
    signs: tuple[SignRule, ...] = ()


class RiskRules(_Frozen):
    """All rules of one language, joined and compiled on first use."""

    lexicon: Lexicon
    words: Mapping[str, tuple[str, ...]]
    shields: tuple[str, ...]
    frames: tuple[FrameRule, ...]
    cues: Cues
    signs: tuple[SignRule, ...]
    slang: frozenset[str] = SLANG

    @classmethod
    def from_files(cls, files: Iterable[RuleFile]) -> RiskRules:
        """Join the files of one folder. Raises `ValueError` for a rule or list given twice."""
        parts = list(files)
        words: dict[str, tuple[str, ...]] = {}
        for part in parts:
            for name, phrases in part.words.items():
                if name in words:
                    raise ValueError(f"word list `{name}` is given twice")
                words[name] = phrases
        signs = tuple(rule for part in parts for rule in part.signs)
        ids = [rule.id for rule in signs]
        if len(ids) != len(set(ids)):
            raise ValueError(f"rule given twice: {sorted({i for i in ids if ids.count(i) > 1})}")
        return cls(
            lexicon=next((part.lexicon for part in parts if part.lexicon), Lexicon()),
            words=words,
            shields=tuple(pattern for part in parts for pattern in part.shields),
            frames=tuple(rule for part in parts for rule in part.frames),
            cues=next((part.cues for part in parts if part.cues), Cues()),
            signs=signs,
        )

    def compile(self) -> RiskRules:
        """Build the indexes now, so that the first message does not pay for it."""
        _ = self.normaliser, self.shield_index, self.frame_index, self.cue_index
        _ = self.beside_index, self.place_index
        return self

    @cached_property
    def own_only(self) -> frozenset[str]:
        """The rules that say nothing while the talk is about somebody else."""
        return frozenset(rule.id for rule in self.signs if rule.own_only)

    @cached_property
    def other_only(self) -> frozenset[str]:
        """The rules that say something only while the talk is about somebody else."""
        return frozenset(rule.id for rule in self.signs if rule.other_only)

    @cached_property
    def not_after(self) -> Mapping[str, frozenset[Question]]:
        """Rule id -> the questions to which its words are an everyday answer."""
        return {rule.id: frozenset(rule.not_after) for rule in self.signs if rule.not_after}

    @cached_property
    def alone(self) -> Mapping[str, RiskLevel]:
        """Rule id -> level while nothing else has spoken, for the rules that have one."""
        return {
            by_itself(rule.id) if rule.beside else rule.id: rule.alone
            for rule in self.signs if rule.alone is not None
        }  # fmt: skip

    def warm(self) -> RiskRules:
        """Compile every pattern too (about a second): for a server, before its first message."""
        for index in (
            self.sign_index, self.beside_index, self.shield_index, self.frame_index, self.cue_index,
            self.place_index,
        ):  # fmt: skip
            index.compile()
        return self

    @cached_property
    def sign_index(self) -> PatternIndex:
        return self._index((rule.any for rule in self.signs), fillers=False)

    @cached_property
    def beside_index(self) -> PatternIndex:
        return self._index((rule.beside for rule in self.signs), fillers=False)

    @cached_property
    def shield_index(self) -> PatternIndex:
        return self._index([self.shields], fillers=False)

    @cached_property
    def frame_index(self) -> PatternIndex:
        return self._index((frame.opens for frame in self.frames), fillers=False)

    @cached_property
    def cue_names(self) -> tuple[tuple[str, str], ...]:
        return tuple(name for name, _ in self._cue_lists)

    @cached_property
    def cue_index(self) -> PatternIndex:
        return self._index((patterns for _, patterns in self._cue_lists), fillers=True)

    @cached_property
    def place_index(self) -> PatternIndex:
        """The cues of which it matters where they stand, as in `PLACED`."""
        lists = dict(self._cue_lists)
        return self._index((lists[name, ""] for name in PLACED), fillers=True)

    def _index(self, lists: Iterable[Iterable[str]], *, fillers: bool) -> PatternIndex:
        none = frozenset[str]()
        words = self._words_with_fillers if fillers else self._words_without
        return PatternIndex((self._forms(phrases, none, fillers) for phrases in lists), words)

    @cached_property
    def _words_with_fillers(self) -> Mapping[str, tuple[str, ...]]:
        return self._word_lists(fillers=True)

    @cached_property
    def _words_without(self) -> Mapping[str, tuple[str, ...]]:
        return self._word_lists(fillers=False)

    def _word_lists(self, *, fillers: bool) -> Mapping[str, tuple[str, ...]]:
        articles = frozenset(self.lexicon.articles)
        return {n: self._forms(phrases, articles, fillers) for n, phrases in self.words.items()}

    def _forms(
        self, phrases: Iterable[str], articles: frozenset[str], fillers: bool
    ) -> tuple[str, ...]:
        """The phrases as the normaliser writes them, without those that lose too much by it."""
        both = (form for p in phrases for form in _contracted(p))
        forms = ((p, canonical(p, self.lexicon, fillers=fillers)) for p in both)
        return tuple(
            dict.fromkeys(form for p, form in forms if form and not _too_little(p, form, articles))
        )

    @cached_property
    def normaliser(self) -> Normaliser:
        known = self.sign_index.vocabulary | self.shield_index.vocabulary
        known |= self.cue_index.vocabulary | self.frame_index.vocabulary
        known |= self.beside_index.vocabulary
        return Normaliser(self.lexicon, known)

    @property
    def _cue_lists(self) -> tuple[tuple[tuple[str, str], tuple[str, ...]], ...]:
        cues = self.cues
        lists: list[tuple[tuple[str, str], tuple[str, ...]]] = [
            (("stance", str(stance)), phrases) for stance, phrases in cues.stances.items()
        ]
        lists += [(("answer", str(answer)), phrases) for answer, phrases in cues.answers.items()]
        lists += [(("offer", str(offer)), phrases) for offer, phrases in cues.offers.items()]
        lists += [(("felt", name), phrases) for name, phrases in cues.felt.items()]
        for name in (
            "joke",
            "mundane",
            "soon",
            "fresh",
            "firm_yes",
            "nobody",
            "means_away",
            "resume",
            "eased",
            "reopened",
            "no_plan",
            "means_near",
            "is_me",
            "thinks_of_it",
            "settled",
            "present",
            "line_done",
            "asks_back",
            "dated",
            "survived",
            "feared",
            "accident",
            "on_purpose",
            "help_called",
            "not_a_line",
            "some_day",
            "they_near",
            "not_dying",
            "of_them",
            "plainly",
            "insists",
            "framed",
            "long_over",
            "hedged",
            "only_words",
            "at_the_question",
        ):
            lists.append(((name, ""), getattr(cues, name)))
        return tuple(lists)
