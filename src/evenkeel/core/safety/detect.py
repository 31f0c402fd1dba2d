"""One message -> the signs in it, and how it is spoken.

Here: matching rules against one normalised message, and who, when and whether it is meant. Not
here: earlier messages, standing state and levels over a conversation (`assess`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from evenkeel.core.safety.decision import Answer, Evidence, Offer, Sign, Stance
from evenkeel.core.safety.patterns import Found as Phrase
from evenkeel.core.safety.rules import PLACED, RiskRules, by_itself
from evenkeel.core.safety.then import Found, dated_back, of_somebody_else
from evenkeel.core.vocabulary import Pathway, RiskLevel

#: Signs that a joke or an everyday exaggeration can borrow.
BORROWED = frozenset(
    {Sign.WISH, Sign.ACTIVE, Sign.INTENT, Sign.CONCERN, Sign.DANGER, Sign.GOODBYE, Sign.HOPELESS}
)
#: Signs that stay what they are beside a feared, unwanted thought.
NEVER_FEARED = frozenset({Sign.INTENT, Sign.PLAN, Sign.MEANS, Sign.ATTEMPT_NOW, Sign.GOODBYE})
#: Signs that a kitchen or a garden can give, unless it is said to be on purpose.
BY_ACCIDENT = frozenset({Sign.SELF_HARM, Sign.ATTEMPT_NOW})
#: Where a feared thought comes is not what is at hand: people flee balconies because of it.
PLACES = frozenset({"balcony", "bridge", "platform", "roof", "tracks", "edge", "window", "stairs"})
#: Inside these a word for dying is not of the member, or not of now, or not meant.
NOT_OF_NOW = frozenset({Sign.PAST_ATTEMPT, Sign.DENIED})
#: Signs that somebody can have behind them, and words that can be said of then.
OF_THE_PAST = frozenset({Sign.PAST_ATTEMPT, Sign.SELF_HARM})
WAS_ONCE = frozenset({"suicidal", "anorexic", "anorexia", "postnatal", "postpartum", "tried"})
#: Pathways on which somebody else's quoted words are not the member's.
OWN_PATHWAYS = frozenset({Pathway.SUICIDE, Pathway.SELF_HARM, Pathway.EATING_DISORDER})
#: People who could sit with somebody. In every language of the rules this list is data; here only
#: the nouns that can be said back after "your".
_MY = re.compile(
    r"\bmy ((?:(?:best|older|younger|little|big) )?"
    r"(?:mum|mom|mam|mother|dad|father|sister|brother|friend|flatmate|roommate|housemate|neighbour|"
    r"neighbor|wife|husband|partner|boyfriend|girlfriend|aunt|uncle|gran|grandma|nan|grandad|cousin|"
    r"son|daughter|teacher|boss|colleague|mate))\b"
)
#: A sign ends what it says where the sentence does, or a word of time or emphasis later, or where
#: the member goes on with themselves: "i have a plan and i", "i've decided how i just haven't".
_ENDS = re.compile(
    r"(?: (?:(?:on|by|this|next|for|in|at|and|then|all|too|now|again|already|anyway|soon|ago|today|"
    r"tonight|tomorrow|yesterday|earlier|before|morning|evening|afternoon|night|week|weekend|month|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|lol|it|ok|help|please|here|there))(?= )){0,4} \."
    r"| (?:(?:and|but|so|because) )?(?:now )?(?:i|im|ive|ill|id)(?= )"
    r"| (?:and|but|so) (?:it|its|itll|that|thats|nobody)(?= )"
    r"| (?:its|thats) (?:done|over|all|too)(?= )"
)
NAMED_WITHIN = 2_000  # characters of a message in which a person is looked for
Range = tuple[int, int]
Match = re.Match[str] | Phrase


@dataclass(frozen=True, slots=True)
class Detected:
    """The signs of one message and its cues."""

    evidence: tuple[Evidence, ...]
    stances: frozenset[Stance]
    answers: frozenset[Answer]
    offers: frozenset[Offer]
    cues: frozenset[str]
    words: int
    felt: frozenset[str] = frozenset()
    person: str | None = None


def detect(text: str, rules: RiskRules) -> Detected:
    """Read one message. Pure and total; the same text gives the same result.

    Idea: idioms (`shields`) and stories (`frames`) cover stretches of the text; a sign counts where
    it is not covered. A joke, an everyday exaggeration or a feared thought lowers what it borrows.
    """
    normal = rules.normaliser(text)
    terse = rules.normaliser.terse(normal)
    kinds: dict[str, set[str]] = {}
    for owner, _ in rules.cue_index.search(normal):
        kind, name = rules.cue_names[owner]
        kinds.setdefault(kind, set()).add(name)
    shielded = [match.span() for _, match in rules.shield_index.search(terse)]
    if shielded:
        kinds["idiom"] = set()
    found = _signs(terse, rules, kinds, shielded)
    panics = [one.phrase for one in found.values() if one.sign is Sign.PANIC]
    if panics:  # "i feel like i'm dying" said of a body is not said of a wish
        found = {
            name: one for name, one in found.items()
            if one.sign is not Sign.AMBIGUOUS or not any(words in one.phrase for words in panics)
        }  # fmt: skip
    around = [one.phrase for one in found.values() if one.sign in NOT_OF_NOW]
    if around:  # "i tried to hang myself", "i'm not suicidal", "my friend said she wants to die"
        found = {
            name: one for name, one in found.items()
            if one.sign not in {Sign.ACTIVE, Sign.AMBIGUOUS}
            or not any(one.phrase in words for words in around)
        }  # fmt: skip
    if not {"present", "fresh"} & set(kinds) and "no_answer" not in kinds.get("felt", ()):
        found = of_somebody_else(found)
    evidence = _as_meant(
        tuple(found.values()), joke="joke" in kinds, mundane="mundane" in kinds,
        feared="feared" in kinds, slang=rules.slang,
    )  # fmt: skip
    if "settled" in kinds and not {"present", "fresh", "soon"} & set(kinds):
        evidence = tuple(_long_ago(one) for one in evidence)
    if "fresh" in kinds:
        evidence = tuple(_happening(one) for one in evidence)
    return Detected(
        evidence=tuple(sorted(evidence, key=lambda e: (-e.level, e.rule, e.phrase))),
        stances=frozenset(Stance(name) for name in kinds.get("stance", ())),
        answers=frozenset(Answer(name) for name in kinds.get("answer", ())),
        offers=frozenset(Offer(name) for name in kinds.get("offer", ())),
        cues=frozenset(kinds),
        words=sum(word != "." for word in normal.split()),
        felt=frozenset(kinds.get("felt", ())),
        person=_person(text),
    )


def _signs(
    text: str, rules: RiskRules, kinds: Mapping[str, set[str]], shielded: list[Range]
) -> Found:
    """Every sign that is neither an idiom, nor a story's, nor another's, nor an accident."""
    signs = list(rules.sign_index.search(text))
    if not signs:
        return {}
    spans: dict[str, list[Range]] = {}
    for owner, match in rules.place_index.search(text):
        spans.setdefault(PLACED[owner], []).append(match.span())
    frames = list(rules.frame_index.search(text))
    storied = _stories(text, rules, frames, spans, whole=True)
    reported = _stories(text, rules, frames, spans, whole=False)
    mishaps = [] if "on_purpose" in kinds else spans.get("accident", [])
    dates = [] if "fresh" in kinds else spans.get("dated", [])
    found: Found = {}
    grave: dict[int, list[Range]] | None = None
    for owner, match in signs:
        rule = rules.signs[owner]
        span = match.span()
        about_self = rule.pathway in OWN_PATHWAYS and rule.sign is not Sign.OTHER_AT_RISK
        hidden = (
            _covered(span, shielded)
            or (not rule.literal and _covered(span, storied))
            or (about_self and _begins_in(span, reported))
            or (rule.sign in BY_ACCIDENT and _covered(span, mishaps))
        )
        if hidden:
            continue
        phrase = match.group().strip()
        name = rule.id
        if rule.beside:
            if grave is None:
                grave = _spans(rules.beside_index.search(text))
            ended = rule.ends and _ENDS.match(text, span[1])
            if not (ended or _elsewhere(span, grave.get(owner, ()))):
                name = by_itself(name)
        one = Evidence(name, phrase, rule.level, rule.pathway, rule.sign)
        if dates:
            one = dated_back(one, text, span, dates, survived="survived" in kinds)
        found.setdefault((name, phrase), one)
    return found


def _spans(matches: Iterable[tuple[int, Match]]) -> dict[int, list[Range]]:
    spans: dict[int, list[Range]] = {}
    for owner, match in matches:
        spans.setdefault(owner, []).append(match.span())
    return spans


def _elsewhere(span: Range, ranges: Iterable[Range]) -> bool:
    """Whether something stands outside a sign: what is inside it cannot make it plainer."""
    return any(stop <= span[0] or span[1] <= start for start, stop in ranges)


def _person(text: str) -> str | None:
    """Somebody of the member's own whom they name: "my flatmate" gives "flatmate"."""
    found = _MY.search(text[:NAMED_WITHIN].lower())
    return found.group(1) if found else None


def _covered(span: Range, ranges: list[Range]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in ranges)


def _begins_in(span: Range, ranges: list[Range]) -> bool:
    """Whether somebody's words hold the sign: "when he goes i go" is not what he said."""
    return any(start <= span[0] < end for start, end in ranges)


def _stories(
    text: str,
    rules: RiskRules,
    frames: Iterable[tuple[int, Match]],
    spans: Mapping[str, list[Range]],
    *,
    whole: bool,
) -> list[Range]:
    """Stretches about a film, a song, homework (`whole`), or of somebody's words (not `whole`).

    They end where the member comes back to themselves: "and now i", "which is how i feel".
    """
    resumes = [start for start, _ in spans.get("resume", ())]
    covered: list[Range] = []
    for owner, match in frames:
        if rules.frames[owner].whole is not whole:
            continue
        if whole:
            start, stop = 0, len(text)
        else:
            start = match.end()
            end = text.find(" . ", start)
            stop = len(text) if end < 0 else end
        later = [place for place in resumes if max(start, match.end()) <= place < stop]
        covered.append((start, min(later, default=stop)))
    return covered


def _as_meant(
    evidence: tuple[Evidence, ...],
    *,
    joke: bool,
    mundane: bool,
    feared: bool,
    slang: frozenset[str],
) -> tuple[Evidence, ...]:
    feared = feared or any(one.sign is Sign.INTRUSIVE for one in evidence)
    if not (joke or mundane or feared):
        return evidence
    return tuple(
        _lowered(one, joke=joke, mundane=mundane, feared=feared, slang=slang) for one in evidence
    )


def _happening(one: Evidence) -> Evidence:
    """Something that happened minutes ago is not the past."""
    if one.sign is Sign.PAST_ATTEMPT:
        return replace(one, level=RiskLevel.IMMINENT, sign=Sign.ATTEMPT_NOW)
    if one.pathway is Pathway.HARM_FROM_OTHERS:
        return replace(one, level=max(one.level, RiskLevel.HIGH), sign=Sign.DANGER)
    return one


def _long_ago(one: Evidence) -> Evidence:
    """What somebody says they came through is watched, not treated as an alarm."""
    past = one.sign in OF_THE_PAST or set(one.phrase.split()) & WAS_ONCE
    return replace(one, level=min(one.level, RiskLevel.WATCH)) if past else one


def _lowered(
    one: Evidence, *, joke: bool, mundane: bool, feared: bool, slang: frozenset[str]
) -> Evidence:
    level, sign = one.level, one.sign
    place = one.sign is Sign.MEANS and bool(set(one.phrase.split()) & PLACES)
    kept = one.sign in NEVER_FEARED and not place
    if feared and not kept and one.pathway is not Pathway.HARM_FROM_OTHERS:
        level = min(level, RiskLevel.WATCH)
    if one.sign in BORROWED and one.pathway in {Pathway.SUICIDE, Pathway.HARM_TO_OTHERS}:
        if mundane or (joke and set(one.phrase.split()) & slang):
            level = min(level, RiskLevel.WATCH)
        elif joke:
            level = RiskLevel(max(RiskLevel.WATCH, level - 1))
        if level is RiskLevel.WATCH < one.level and (mundane or joke):
            sign = Sign.BORROWED
    return one if (level, sign) == (one.level, one.sign) else replace(one, level=level, sign=sign)
