"""The most telling noun of a message, turned to "you": "my physio says six weeks" -> your physio.

Here: picking it out, so that a question can be about something they named. Not here: whole clauses
(`clauses`), the questions it is set into (content, `lines/detail.yaml`).

Without `detail.yaml` of its own a language asks nothing of the kind.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

from pydantic import BeforeValidator

from evenkeel.core.content.loader import CONTENT, LANGUAGES, Content, load_file

# "the charge nurse", "your wedding dress"; a longer run is likely two phrases run together.
MOST_NOUNS = 2
# A noun of two letters is mostly a slip or a short form.
FEWEST_LETTERS = 3
# Looked for in so many words of a message.
LOOKED_AT = 120
INDEFINITE = ("a", "an")
# "like a zombie", "I called him a leech": a picture, not a thing of theirs.
BEFORE_A_PICTURE = frozenset(("like", "i'm", "im", "am", "such", "called", "being", "as", "be"))
NAMED_A_PICTURE = frozenset(("him", "her", "me", "them", "he's", "she's", "they're"))
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[^\s\w]|\d+")
# Endings of a second word that is more often a verb than a noun, or no noun at all.
_NO_NOUN = re.compile(r"(?:ed|ing|ly|n't|'s|'re|'d|'ll)$", re.IGNORECASE)


def _split(value: object) -> object:
    return frozenset(value.split()) if isinstance(value, str) else value


Words = Annotated[frozenset[str], BeforeValidator(_split)]


class DetailFile(Content):
    """`content/dialogue/detail.yaml`; what has a default is said by a language that differs.

    `most`: nouns in a row; `indefinite`: owners after which somebody is a description; `no_noun`:
    endings of a word that is none; `only_after`: by owner, the words it must follow, where the same
    word is also a pronoun ("la"); `lone`: whether a few words may be a noun by themselves.
    """

    joined: str
    most: int = MOST_NOUNS
    indefinite: Words = frozenset(INDEFINITE)
    no_noun: str = _NO_NOUN.pattern
    only_after: Mapping[str, Words] = {}
    lone: bool = True
    owners: Mapping[str, str]
    breaks: Words
    objects: Words
    empty: Words
    people: Words
    never: Words


@dataclass(frozen=True, slots=True)
class Detail:
    """A noun with what stands before it: `your knee`. `person`: it is somebody."""

    text: str
    person: bool


@lru_cache(maxsize=8)
def _rules(locale: str) -> DetailFile | None:
    own = LANGUAGES / locale / "content" / "dialogue" / "detail.yaml"
    if locale != "en" and not own.exists():
        return None
    return load_file(CONTENT / "dialogue" / "detail.yaml" if locale == "en" else own, DetailFile)


def details(text: str, locale: str = "en") -> tuple[Detail, ...]:
    """Every telling noun of `text`, in its order, each once.

    >>> [one.text for one in details("i sat in the chapel so my kids wouldn't hear")]
    ['the chapel', 'your kids']
    """
    rules = _rules(locale)
    if rules is None:
        return ()
    tokens = [one.replace("’", "'") for one in _TOKEN.findall(text)][:LOOKED_AT]
    found: dict[str, Detail] = {}
    for at, token in enumerate(tokens):
        before = tokens[at - 1].lower() if at else ""
        if before not in rules.only_after.get(token.lower(), {before}):
            continue  # "la llamó": a pronoun
        if token.lower() in rules.owners and (nouns := _nouns(tokens[at + 1 :], rules)):
            indefinite = token.lower() in rules.indefinite
            if indefinite and before in BEFORE_A_PICTURE | NAMED_A_PICTURE:
                continue
            if nouns[-1].lower() in rules.people and indefinite:
                continue  # "I was a hard father"
            words = " ".join((rules.owners[token.lower()], *nouns))
            found.setdefault(words.lower(), Detail(words, nouns[-1].lower() in rules.people))
    return tuple(found.values())


def detail(text: str, locale: str = "en") -> str | None:
    """The last thing they named, else the last person; None where nothing telling was named.

    >>> detail("my manager moved the deadline again"), detail("i can't sleep")
    ('the deadline', None)
    """
    found = details(text, locale)
    things = [one for one in found if not one.person]
    return (things or list(found))[-1].text if found else None


def only_noun(text: str, locale: str = "en") -> bool:
    """Whether a few words are likely no more than a noun with what belongs to it.

    >>> only_noun("lemon drizzle"), only_noun("could do"), only_noun("everyones busy")
    (True, False, False)
    """
    rules = _rules(locale)
    if rules is None or not rules.lone:
        return False
    words = text.lower().split()
    if words[0] in (*rules.owners, "a"):
        words = words[1:]
    plain = {word.rstrip("s") for word in rules.breaks} | rules.breaks
    clean = not any(w in plain or w.rstrip("s") in plain or "'" in w for w in words)
    activity = len(words) == 1 and words[0].endswith("ing")
    nouns = bool(words) and (activity or not any(_NO_NOUN.search(word) for word in words))
    return nouns and clean and not set(words) & rules.never


def listed(things: Sequence[str], locale: str = "en") -> str:
    """Things side by side, as one says them.

    >>> listed(["your knee", "the physio", "the winter"])
    'your knee, the physio and the winter'
    """
    rules = _rules(locale)
    joined = rules.joined if rules else " "
    *rest, last = things
    return f"{', '.join(rest)}{joined}{last}" if rest else last


@lru_cache(maxsize=8)
def _endings(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _nouns(following: list[str], rules: DetailFile) -> list[str]:
    """The words after "my" that make its noun, or none where that cannot be told."""
    nouns: list[str] = []
    no_noun = _endings(rules.no_noun)
    for token in following[: rules.most + 1]:
        low = token.lower()
        if not token[0].isalpha() or low in rules.breaks or (nouns and no_noun.search(low)):
            break
        if nouns and token[0].isupper() and not nouns[-1][0].isupper():
            break  # "the year Susan was born"
        nouns.append(token if token[:1].isupper() and token != token.upper() else low)
        if low in rules.people or rules.most == 1:
            break  # "my friend bet me": what follows somebody is what they do
    else:
        if len(nouns) > rules.most:
            return []
    if not nouns or any(no_noun.search(one) for one in nouns):
        return []
    after = following[len(nouns)].lower() if len(following) > len(nouns) else ""
    if len(nouns) == rules.most and nouns[-1].endswith("s") and after in rules.objects:
        nouns = nouns[:-1]  # "my phone rings me"
    lower = [one.lower() for one in nouns]
    if lower[-1] in rules.empty or lower[0] in rules.empty or set(lower) & rules.never:
        return []
    return nouns if len(lower[-1]) >= FEWEST_LETTERS else []
