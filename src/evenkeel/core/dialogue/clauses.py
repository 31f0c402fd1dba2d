"""Which of the member's clauses can be said back to them, and how.

Here: turning clauses to "you" and refusing those that would come out broken; the patterns are
content (`said_back.yaml`). Not here: finding clauses in a text (the reader does) or the sentences
they are set into (content).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from evenkeel.core.content.loader import CONTENT, LANGUAGES, Content, load_file
from evenkeel.core.language.reflect import to_second_person
from evenkeel.core.safety.at_once import Patterns
from evenkeel.core.vocabulary import Reading, Span

# A clause shorter than three words says nothing; one longer than sixteen is a recital.
MIN_WORDS = 3
MAX_WORDS = 16
FRAGMENT_MAX_WORDS = 6
CLAUSES_LOOKED_AT = 4
THOUGHT_MAX_WORDS = 12
EDGES = " ,.-…'"


class SaidBack(Content):
    """`said_back.yaml`: lists of alternatives, joined into one pattern each."""

    lead: tuple[str, ...]
    tail: tuple[str, ...]
    first_person: tuple[str, ...]
    subject: tuple[str, ...]
    verb: tuple[str, ...]
    dangling: tuple[str, ...]
    unfit: tuple[str, ...]
    danger: tuple[str, ...]
    verdict: tuple[str, ...]
    joint: tuple[str, ...]
    others_said: tuple[str, ...]
    supposed: tuple[str, ...]
    order: tuple[str, ...]
    bare_it: tuple[str, ...]
    fragment: tuple[str, ...]
    openers: str
    pronouns: Mapping[str, str]


@dataclass(frozen=True)
class _Rules:
    lead: re.Pattern[str]
    tail: re.Pattern[str]
    first_person: Patterns
    subject: re.Pattern[str]
    verb: Patterns
    dangling: Patterns
    refused: Patterns
    danger: Patterns
    verdict: re.Pattern[str]
    joint: re.Pattern[str]
    others_said: re.Pattern[str]
    supposed: re.Pattern[str]
    bare_it: re.Pattern[str]
    fragment: re.Pattern[str]
    pronoun: re.Pattern[str]
    openers: frozenset[str]
    pronouns: Mapping[str, str]


@lru_cache(maxsize=8)
def _rules(locale: str = "en") -> _Rules:
    over = LANGUAGES / locale / "content" / "dialogue" / "said_back.yaml"
    overlay = None if locale == "en" else over
    file = load_file(CONTENT / "dialogue" / "said_back.yaml", SaidBack, overlay=overlay)
    return _Rules(
        lead=_pattern(file.lead, r"^(?:(?:{})\b[\s,]*)+"),
        tail=_pattern(file.tail, r"(?:[\s,]+(?:{}))+$"),
        first_person=_any_of(file.first_person),
        subject=_pattern(file.subject),
        verb=_any_of(file.verb),
        dangling=_any_of(file.dangling),
        refused=_any_of((*file.unfit, *file.danger, *file.order, *file.verdict)),
        danger=_any_of((*file.unfit, *file.danger)),
        verdict=_pattern(file.verdict),
        joint=_pattern(file.joint, r"^(?:(?:{})\b[\s,]*)+"),
        others_said=_pattern(file.others_said),
        supposed=_pattern(file.supposed, r"\b(?:{})\s*$"),
        bare_it=_pattern(file.bare_it),
        fragment=_pattern(file.fragment),
        pronoun=_pattern(sorted(file.pronouns, key=len, reverse=True), r"\b(?:{})\b"),
        openers=frozenset(file.openers.split()),
        pronouns=file.pronouns,
    )


def _pattern(alternatives: Sequence[str], frame: str = "(?:{})") -> re.Pattern[str]:
    joined = "|".join(f"(?:{one})" for one in alternatives)
    return re.compile(frame.replace("{}", joined), re.IGNORECASE)


def _any_of(alternatives: Sequence[str]) -> Patterns:
    return Patterns({one: re.compile(one, re.IGNORECASE) for one in alternatives})


def said_back(text: str, locale: str = "en") -> str | None:
    """One clause turned to "you", without its capital and full stop; `None` if it would limp.

    >>> said_back("because my manager moved the deadline again")
    'your manager moved the deadline again'
    >>> said_back("my manager and the") is None
    True
    """
    rules = _rules(locale)
    bare = _worn(text, rules)
    if not bare or not MIN_WORDS <= len(bare.split()) <= MAX_WORDS or rules.refused.any_in(bare):
        return None
    you = (to_second_person(bare, locale) or "").strip(" .,")
    words = you.split()
    if not MIN_WORDS <= len(words) <= MAX_WORDS or rules.first_person.any_in(you):
        return None
    if rules.dangling.any_in(you) or rules.bare_it.match(you) or not rules.verb.any_in(you):
        return None
    lower = _lower_start(you, rules)
    return lower if rules.subject.match(lower) or lower[:1].isupper() else None


def thought_in(reading: Reading, locale: str = "en") -> str | None:
    """A verdict on themselves in the message, in their own words, fit to be quoted.

    >>> thought_in(Reading(text="x", clauses=(Span(0, 24, "that i'm no good at this"),)))
    "I'm no good at this"
    """
    rules = _rules(locale)
    for span in reading.clauses[:CLAUSES_LOOKED_AT]:
        bare = rules.joint.sub("", span.text.strip()).strip(EDGES)
        fits = MIN_WORDS <= len(bare.split()) <= THOUGHT_MAX_WORDS
        theirs = rules.others_said.search(bare) is not None  # somebody else's sentence
        if fits and rules.verdict.search(bare) and not (theirs or rules.danger.any_in(bare)):
            said = bare[:1].upper() + bare[1:]
            return re.sub(r"\b[Ii](m|ve|ll|d)?\b", _capital_i, said) if locale == "en" else said
    return None


def _capital_i(found: re.Match[str]) -> str:
    rest = found.group(1)
    return "I" + (f"'{rest}" if rest else "")


def fragment_back(text: str, locale: str = "en") -> str | None:
    """A short answer such as "in my chest" turned to "you"; `None` if it cannot stand alone.

    >>> fragment_back("in my chest mostly")
    'in your chest mostly'
    """
    rules = _rules(locale)
    bare = _worn(text, rules)
    if not bare or len(bare.split()) > FRAGMENT_MAX_WORDS or rules.refused.any_in(bare):
        return None
    if not rules.fragment.match(bare) or rules.dangling.any_in(bare):
        return None
    you = turned(bare, locale).strip(" .,")
    return None if rules.first_person.any_in(you) else _lower_start(you, rules)


def turned(text: str, locale: str = "en") -> str:
    """Pronouns of a phrase that is no clause, turned to "you": "text my sister" keeps its shape.

    >>> turned("text my sister when I'm home")
    "text your sister when you're home"
    """
    rules = _rules(locale)
    words = len(text.split())
    long = words > FRAGMENT_MAX_WORDS or locale != "en"  # pronouns alone are English
    swapped = to_second_person(text, locale) if long else None
    whole = swapped is not None and len(swapped.split()) == words  # a clause may lose its ends
    return (swapped if whole else None) or rules.pronoun.sub(
        lambda m: rules.pronouns[m.group(0).lower()], text
    )


def clauses_back(reading: Reading, locale: str = "en") -> tuple[str, ...]:
    """The message's clauses that can be said back: the one that names a trigger first."""
    spans: Sequence[Span] = [t.clause for t in reading.triggers if t.clause] + list(reading.clauses)
    supposed = _rules(locale).supposed  # "when I'm the only man": said of some times, not as a fact
    stated = (span for span in spans if not supposed.search(reading.text[: span.start]))
    texts = list(dict.fromkeys(span.text for span in stated))
    if len(texts) > CLAUSES_LOOKED_AT:  # the point is often at either end
        texts = [*texts[: CLAUSES_LOOKED_AT - 1], texts[-1]]
    return tuple(_unique(back for text in texts if (back := said_back(text, locale))))


def _worn(text: str, rules: _Rules) -> str:
    return rules.tail.sub("", rules.lead.sub("", text.strip())).strip(EDGES)


def _unique(items: Iterable[str]) -> list[str]:
    kept: list[str] = []
    for item in items:
        if not any(item in other or other in item for other in kept):
            kept.append(item)
    return kept


def _lower_start(text: str, rules: _Rules) -> str:
    first = text.split(" ", 1)[0].lower().split("'")[0]
    return text[0].lower() + text[1:] if first in rules.openers else text
