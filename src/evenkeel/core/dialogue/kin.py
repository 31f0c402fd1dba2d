"""Who a message is about, and the words for them: "my dad" -> your dad, he, him, his.

Here: finding one person or animal in a message and fitting a line to them. Not here: what happened
to them (scenes and shapes, which are content).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_HE = (
    "dad daddy father grandad granddad grandpa grandfather brother son husband boyfriend bf uncle"
    " nephew"
)
_SHE = (
    "mum mom mam mother nan nana gran granny grandma grandmother sister daughter wife girlfriend gf"
    " aunt auntie niece"
)
_EITHER = (
    "partner friend mate boss manager ex flatmate housemate roommate colleague patient cousin baby"
    " child kid dog cat rabbit horse puppy kitten teacher landlord doctor supervisor"
)
# Called by these as by a name: "dad died".
_NAMED = [
    "dad", "daddy", "grandad", "grandpa", "mum", "mom", "mam", "nan", "nana", "gran", "granny",
    "grandma",
]  # fmt: skip
_WORDS = {
    "he": {"he": "he", "him": "him", "his": "his"},
    "she": {"he": "she", "him": "her", "his": "her"},
    "they": {"he": "they", "him": "them", "his": "their"},
}
_KIND = {
    **dict.fromkeys(_HE.split(), "he"),
    **dict.fromkeys(_SHE.split(), "she"),
    **dict.fromkeys(_EITHER.split(), "they"),
}
_KIN = re.compile(
    rf"\b(?:my|our) (?:(?:best|little|big|older|younger|baby|old|late) )?({'|'.join(_KIND)})\b"
    rf"|\b({'|'.join(_NAMED)})(?= (?:died|passed|said|says|was|is|has|had|went|left|rang|just)\b)",
    re.I,
)
_PRONOUN = re.compile(r"\b(he|him|his|she|her|they|them)\b", re.I)
_OF_PRONOUN = {
    "he": "he", "him": "he", "his": "he", "she": "she", "her": "she", "they": "they",
    "them": "they",
}  # fmt: skip
_SLOTS = re.compile(r"\{(who|he|him|his)\}", re.I)
# A line is written for one person; these are its forms for "they".
_PLURAL = (
    ("was they", "were they"), ("they isn't", "they aren't"), ("Does they", "Do they"),
    ("does they", "do they"), ("they was", "they were"),
)  # fmt: skip


def person_in(text: str) -> Mapping[str, str]:
    """The words for the person a text is about, or nothing.

    >>> dict(person_in("my dad died in march"))
    {'he': 'he', 'him': 'him', 'his': 'his', 'who': 'your dad'}
    >>> person_in("i can't sleep")
    {}
    """
    kin = _KIN.search(text)
    pronoun = _PRONOUN.search(text[kin.end() :] if kin else text)
    if kin is None and pronoun is None:
        return {}
    kind = _KIND[(kin.group(1) or kin.group(2)).lower()] if kin else "they"
    if pronoun and kind == "they":
        kind = _OF_PRONOUN[pronoun.group(1).lower()]
    words = dict(_WORDS[kind])
    if kin:
        named = kin.group(0).lower()
        words["who"] = f"your {named}" if kin.group(2) else re.sub(r"^(?:my|our)", "your", named)
    return words


def words_for(relation: str) -> Mapping[str, str]:
    """The pronouns for a kind of person, "they" where the word does not tell.

    >>> dict(words_for("younger sister"))
    {'he': 'she', 'him': 'her', 'his': 'her'}
    """
    return _WORDS[_KIND.get(relation.rsplit(" ", 1)[-1], "they")]


def fitted(lines: tuple[str, ...], person: Mapping[str, str]) -> tuple[str, ...]:
    """The lines with the person's words in them; those that need a word we lack are left out.

    >>> fitted(("What was {he} like?", "Go on."), {"he": "they"})
    ('What were they like?', 'Go on.')
    >>> fitted(("What was {he} like?", "Go on."), {})
    ('Go on.',)
    """
    return tuple(
        _fit(line, person)
        for line in lines
        if all(name.lower() in person for name in _SLOTS.findall(line))
    )


def _fit(line: str, person: Mapping[str, str]) -> str:
    def word(found: re.Match[str]) -> str:
        value = person[found.group(1).lower()]
        return value[:1].upper() + value[1:] if found.group(1)[0].isupper() else value

    text = _SLOTS.sub(word, line)
    for one, many in _PLURAL:
        text = text.replace(one, many)
    return text
