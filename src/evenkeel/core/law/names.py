"""What a companion must not call itself, in any text or language (SAFETY.md L2).

Here: the names, how a text gives one to itself, and the search. Not here: which files are read
(site.validation). A text may say what it is not, and may speak of people who are one.
Sources: Illinois Public Act 104-0054; Nevada AB 406 (2025); California Bus. & Prof. Code 22602.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

# Names of licensed people, and words that make a claim like theirs, by language.
NAMES: Mapping[str, tuple[str, ...]] = {
    "en": ("therapist", "psychotherapist", "counsell?or", "psychologist", "psychiatrist", "doctor",
           "clinician", "nurse", "social worker", "clinical", "licensed", "licenced"),
    "de": ("Therapeut(?:in)?", "Psychotherapeut(?:in)?", "Psycholog(?:e|in)", "Psychiater(?:in)?",
           "Arzt", "Ärztin", "Berater(?:in)?", "klinisch\\w*", "approbiert\\w*", "lizenziert\\w*"),
    "es": ("terapeuta", "psicoterapeuta", "psicólog[oa]", "psiquiatra", "médic[oa]", "doctora?",
           "consejer[oa]", "clínic[oa]", "licenciad[oa]"),
    "fr": ("thérapeute", "psychothérapeute", "psychologue", "psychiatre", "médecin", "docteur",
           "conseill(?:er|ère)", "clinique", "agréée?", "diplômée?"),
    "pt": ("terapeuta", "psicoterapeuta", "psicólog[oa]", "psiquiatra", "médic[oa]", "doutora?",
           "conselheir[oa]", "clínic[oa]", "licenciad[oa]"),
    "hi": ("चिकित्सक", "थेरेपिस्ट", "मनोवैज्ञानिक", "मनोचिकित्सक", "डॉक्टर", "परामर्शदाता", "काउंसलर"),
    "zh": ("治疗师", "心理咨询师", "心理医生", "精神科医生", "医生", "咨询师", "持证"),
    "ar": ("معالج", "طبيب", "مستشار نفسي", "أخصائي نفسي", "مرخص"),
    "ru": ("терапевт", "психотерапевт", "психолог", "психиатр", "врач", "консультант",
           "лицензированн\\w+"),
    "id": ("terapis", "psikolog", "psikiater", "dokter", "konselor", "klinis", "berlisensi"),
    "sw": ("mtaalamu wa tiba", "mwanasaikolojia", "daktari", "mshauri nasaha", "aliyeidhinishwa"),
}  # fmt: skip

# How a text speaks of itself; `{name}` follows, with up to two words between.
SELF: Mapping[str, tuple[str, ...]] = {
    "en": ("I am", "I'm", "I’m", "as your", "your (?:AI|digital|virtual|personal|own|pocket)",
           "Evenkeel is", "this (?:program|app|companion) is", "the companion is", "we are", "our",
           "(?:an? )?(?:AI|digital|virtual|automated)"),
    "de": ("ich bin", "als deine?", "als Ihre?", "Evenkeel ist", "deine? digitale[rn]?"),
    "es": ("soy", "como tu", "Evenkeel es", "tu (?:IA|nuev[oa]|propi[oa]|gran)", "ser tu"),
    "fr": ("je suis", "en tant que", "Evenkeel est", "(?:votre|ton) (?:IA|nouveau|propre)",
           "être (?:votre|ton)"),
    "pt": ("sou", "eu sou", "como (?:seu|sua|teu|tua)", "Evenkeel é"),
    "hi": ("मैं", "आपका", "आपकी"),
    "zh": ("我是", "作为你的", "你的"),
    "ar": ("أنا", "بصفتي"),
    "ru": ("я", "я ваш", "я твой", "Evenkeel"),
    "id": ("saya adalah", "saya", "aku", "sebagai"),
    "sw": ("mimi ni", "kama", "Evenkeel ni"),
}  # fmt: skip

# "I'm not a therapist", and a person of flesh and blood: "your own doctor".
NOT_SELF: Mapping[str, str] = {
    "en": r"\b(?:not|never|no|isn't|instead of|replace|than|call|ask|tell|see|with|by|to|from)\b",
    "de": r"\b(?:kein|keine|nicht|nie)\b",
    "es": r"\b(?:no|nunca|ni)\b",
    "fr": r"\b(?:pas|jamais|ni)\b",
    "pt": r"\b(?:não|nunca|nem)\b",
    "hi": r"नहीं",
    "zh": r"不是|并非|不能",
    "ar": r"لست|ليس",
    "ru": r"\bне\b",
    "id": r"\b(?:bukan|tidak)\b",
    "sw": r"\b(?:si|sio|siyo)\b",
}
NEAR_CHARACTERS = 28
"""How far before the words a "not" still belongs to them."""
UNSPACED = frozenset({"zh"})


@dataclass(frozen=True, slots=True)
class Breach:
    """Words in which a text names itself what it is not."""

    language: str
    words: str


def breaches(text: str, language: str = "en") -> Iterator[Breach]:
    """Every place where a text of ours gives itself such a name.

    English is looked for in every text, as borrowed words travel.

    >>> [one.words for one in breaches("Hello, I'm your AI therapist.")]
    ["I'm your AI therapist"]
    >>> list(breaches("I'm not a therapist. Ask your doctor."))
    []
    """
    for tongue in dict.fromkeys((language.split("-", maxsplit=1)[0], "en")):
        if tongue not in NAMES:
            continue
        for found in _pattern(tongue).finditer(text):
            before = text[max(0, found.start() - NEAR_CHARACTERS) : found.end()]
            if not re.search(NOT_SELF[tongue], before, re.IGNORECASE):
                yield Breach(tongue, found[0])


@cache
def _pattern(language: str) -> re.Pattern[str]:
    gap = "" if language in UNSPACED else r"\s+"
    between = r".{0,4}" if language in UNSPACED else r"(?:[\w'’-]+\s+){0,2}"
    edge = "" if language in UNSPACED | {"hi", "ar"} else r"\b"
    selves, names = "|".join(SELF[language]), "|".join(NAMES[language])
    return re.compile(f"{edge}(?:{selves}){gap}{between}(?:{names}){edge}", re.IGNORECASE)
