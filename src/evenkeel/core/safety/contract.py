"""The contract as checks on text: is an element in it, how long is it, what numbers does it print.

Here: recognising, for any text. Not here: which elements are due (`plan`), what to do when one is
missing (`guard`).
"""

from __future__ import annotations

import re
import unicodedata

from evenkeel.core.safety.decision import Element
from evenkeel.core.safety.phrases import Boundary, Phrases
from evenkeel.core.safety.registry import CrisisCard, dialled

MAX_WORDS = 120  # SAFETY.md section 1
MAX_QUESTIONS = 1
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
#: Five or more digits in a row, however they are set apart; then short numbers to be dialled.
_LONG_NUMBER = re.compile(
    r"(?<![\w.,])[(+*]?\d(?:(?:[\s.)\-–/]{0,2}|\s?\((?=\d{1,4}\)))\d){4,}(?![\w%])"
)
_DIALLED = re.compile(
    r"(?:\b(?:call|dial|ring|phone|text|sms|whatsapp|number|hotline|helpline|lifeline|line|at|on|"
    r"contact|reach|samaritans|emergency)\b)\W{0,4}(?:[a-z&]+\W{1,3}){0,4}?"
    r"(\*?\d(?:[\s.\-]{0,2}\d){2,5})(?![\w%]|[:]\d|[\s.\-]{1,2}\d)"
)
_WELL_KNOWN = re.compile(
    r"(?<![\w.,£$€-])(988|911|999|112|000|111|113|110|119|1098|116\s?123|116\s?111|741741|85258|"
    r"9[-. ]8[-. ]8|9[-. ]1[-. ]1|9[-. ]9[-. ]9)(?![\w%]|[.,:]\d)"
)
_SPOKEN = re.compile(
    r"\b(?:(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)[\s-]+){2,}"
    r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)\b"
    r"|\b(?:oh|zero) (?:one|two|three|four|five|six|seven|eight|nine) "
    r"(?:hundred|thousand|triple|double)\b"
)
_VANITY = re.compile(r"\b1?[- ]?8\d\d[- ]?[a-z]{4,}\b")
_NOT_A_NUMBER = re.compile(
    r"5\s*[-,]\s*4\s*[-,]\s*3\s*[-,]\s*2\s*[-,]\s*1|\b\d{4}-\d\d?-\d\d?\b|\b\d\d?[:.]\d\d\b|"
    r"\b(?:one,? two,? three|three,? two,? one|five,? four,? three,? two,? one)\b(?:,? four)?|"
    r"\b(?:19|20)\d\d\s?[-–]\s?(?:(?:19|20)\d\d|\d\d)\b"
)
_MEASURED = re.compile(r"^\s*(?:on (?:your|the) (?:watch|phone|band|ring|cuff|scale))\b")
_UNIT = re.compile(
    r"^\s*(?:minutes?|mins?|hours?|days?|weeks?|months?|years?|seconds?|secs?|times|points?|steps|"
    r"km|kg|kcal|calories|words|people|percent|bpm|ms|degrees|pages|metres|meters|miles|o'clock|am|pm)\b"
)  # fmt: skip


def plain(text: str) -> str:
    """Lower case, compatibility forms folded, digits of every script as 0-9, hidden signs gone."""
    folded = unicodedata.normalize("NFKC", text).lower().replace("’", "'").replace("‘", "'")
    if folded.isascii():
        return folded
    kept = (c for c in folded if unicodedata.category(c) != "Cf")
    return "".join(
        str(unicodedata.decimal(c)) if c.isdecimal() and not c.isascii() else c for c in kept
    )


def word_count(text: str) -> int:
    """Words as a reader counts them.

    >>> word_count("Stay with me.")
    3
    """
    return len(text.split())


def question_count(text: str) -> int:
    """Sentences that ask."""
    return len(re.findall(r"[?？؟]+", text))


def sentences(text: str) -> list[str]:
    """Sentences, stripped; a line break ends one."""
    return [one.strip() for one in _SENTENCE.findall(text) if one.strip()]


def holds(element: Element, text: str, *, card: CrisisCard, phrases: Phrases) -> bool:
    """Whether `text` holds `element`, in anybody's words."""
    lowered = plain(text)
    if element is Element.CRISIS_LINE:
        return _names_a_line(lowered, card)
    if element is Element.EMERGENCY_FIRST:
        first = lowered.strip().split("\n", 1)[0]
        if card.emergency and card.emergency.number:
            return bool(re.search(rf"(?<!\d){re.escape(card.emergency.number)}(?!\d)", first))
        return "emergency number" in first
    found = phrases.recognisers[element].search(lowered)
    return found is not None


def _names_a_line(lowered: str, card: CrisisCard) -> bool:
    if not card.resources:
        return card.directory in lowered
    for line in card.resources:
        if line.number and _printed(dialled(line.number), lowered):
            return True
        if line.number is None and line.url and line.url.lower() in lowered:
            return True
    return False


def _printed(digits: str, text: str) -> bool:
    """Whether a number stands in a text, however its digits are set apart."""
    spaced = r"[\s().\-]{0,3}".join(digits)
    return re.search(rf"(?<!\d){spaced}(?!\d)", text) is not None


def numbers_in(text: str) -> list[str]:
    """Every phone-shaped string in a text, in any script, grouping or spelling-out.

    >>> numbers_in("Call 0800 123 456 after 10 minutes of 5-4-3-2-1.")
    ['0800 123 456']
    """
    lowered = _NOT_A_NUMBER.sub(" ", plain(text))
    found: list[str] = []
    for pattern in (_LONG_NUMBER, _WELL_KNOWN):
        found += [match.group().strip() for match in pattern.finditer(lowered)]
        lowered = pattern.sub(" # ", lowered)
    for match in _DIALLED.finditer(lowered):
        measured = _MEASURED.match(lowered[match.end(1) :])
        if (
            not measured
            and not _UNIT.match(lowered[match.end(1) :])
            and not re.fullmatch(r"(?:19|20)\d\d", match.group(1))
        ):
            found.append(match.group(1).strip())
    found += [match.group() for match in _SPOKEN.finditer(lowered)]
    found += [match.group() for match in _VANITY.finditer(lowered)]
    return found


def invented_numbers(text: str, card: CrisisCard) -> list[str]:
    """Phone-shaped strings that are not on the card."""
    allowed = card.numbers
    for line in card.resources:
        text = text.replace(line.name.rstrip("?"), " ")  # some services are named for their number
    return [
        number
        for number in numbers_in(text)
        if not dialled(number) or dialled(number) not in allowed
    ]


def crossed(text: str, phrases: Phrases) -> list[str]:
    """The boundaries that a text crosses, by name."""
    found = {
        int(place)
        for sentence in map(plain, sentences(text))
        for place in phrases.forbidden.names(sentence)
        if not _excused(sentence, phrases.boundaries[int(place)])
    }
    return [one.id for place, one in enumerate(phrases.boundaries) if place in found]


def crosses_a_boundary(text: str, phrases: Phrases) -> bool:
    """Whether a text says something that no reply says."""
    return bool(crossed(text, phrases))


def _excused(sentence: str, boundary: Boundary) -> bool:
    return boundary.allowed is not None and boundary.allowed.search(sentence) is not None
