"""Turns a member's clause to the second person, so that a reply can say it back.

Here: English grammar of that one turn, and when not to do it. The word lists are data
(`languages/en/lexicon/reflect.yaml`). Not here: finding the clause (`clauses.py`,
`triggers.py`), the sentence around it (`core.dialogue`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from evenkeel.core.content.loader import LANGUAGES, Content, load_file
from evenkeel.core.language.lexicon import load_lexicon
from evenkeel.core.language.phrases import PhraseBook
from evenkeel.core.language.tokens import load_tokenizer
from evenkeel.core.language.turning import turn_to_you

# Shorter is not a clause, longer is not something one can say back in a breath.
FEWEST_WORDS, MOST_WORDS = 2, 22

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\w\s]+", re.UNICODE)
_QUESTION = re.compile(
    r"(?:why|how|who|where|which|whose|do|does|did|is|are|am|should|could|would|can|will|have|has|was"
    r"|were|what(?!\s+(?:he|she|they|i|my|we|happened)\b)|what's|whats)\b(?!')",
    re.I,
)
_INVERTED = re.compile(r"\b(?:do|did|am|was|have|should|could|can|will|would|must) i\b", re.I)
_SECOND = frozenset(
    (
        "you", "your", "yours", "yourself", "u", "ur", "you're", "you've", "you'll", "you'd",
        "youre", "youve"
    )
)  # fmt: skip
_ADVERBS = frozenset(
    (
        "always", "never", "still", "just", "also", "already", "really", "only", "even", "often",
        "usually", "probably", "actually", "so", "too", "not", "once", "almost", "barely", "hardly",
        "finally", "suddenly", "all", "both", "kind", "sort", "of", "definitely"
    )
)  # fmt: skip
_JOINS = frozenset(["and", "but", "or"])
_PLAIN = {
    "i": "you", "me": "you", "my": "your", "mine": "yours", "myself": "yourself",
    "we": "you", "us": "you", "our": "your", "ours": "yours", "ourselves": "yourselves",
    "i'm": "you're", "im": "you're", "i've": "you've", "ive": "you've", "i'll": "you'll",
    "i'd": "you'd", "we're": "you're", "we've": "you've", "we'll": "you'll", "we'd": "you'd",
    "ima": "you're going to", "idk": "you don't know",
}  # fmt: skip
_SUBJECTS = frozenset(["i", "i'm", "im", "i've", "ive", "i'll", "i'd"])
_AGREES = {"am": "are", "was": "were", "wasn't": "weren't", "wasnt": "weren't", "ain't": "aren't"}
_ME_AND = re.compile(r"(?:me|myself) and ((?:my |the |our )?[\w'’]+)\b", re.I)
_AND_ME = re.compile(r"((?:my |the |our )?[\w'’]+) and (?:i|me)\b", re.I)


class ReflectFile(Content):
    """`reflect.yaml`."""

    not_said_back: tuple[str, ...]
    to_us: tuple[str, ...]
    openers: tuple[str, ...]
    closers: tuple[str, ...]
    typed: Mapping[str, str]
    bare_verbs: frozenset[str]
    bare_forms: frozenset[str]
    starters: frozenset[str]


@lru_cache(maxsize=1)
def _rules() -> tuple[ReflectFile, PhraseBook]:
    file = load_file(LANGUAGES / "en" / "lexicon" / "reflect.yaml", ReflectFile)
    refused = (*file.not_said_back, *file.to_us, *load_lexicon("en").trap_phrases)
    return file, PhraseBook({"no": refused}, load_tokenizer("en"))


def to_second_person(clause: str, locale: str = "en") -> str | None:
    """`clause` as said back to its author, lower-case at the start and without its end mark, or
    None where it would come out odd, unkind, or as our verdict ("you are a failure").

    >>> to_second_person("My boss yelled at me and I just stood there.")
    'your boss yelled at you and you just stood there'
    >>> to_second_person("it's all my fault") is None
    True
    """
    if len(clause) > 40 * MOST_WORDS:
        return None
    if locale != "en":
        return turn_to_you(clause, locale)
    rules, refused = _rules()
    plain = _trimmed(clause, rules)
    words = _WORD.findall(plain)
    if not _fit(plain, words, clause) or _unkind(plain, refused):
        return None
    turned = _turn(_coordinated(plain), rules)
    return turned if turned and len(turned.split()) >= FEWEST_WORDS else None


def _trimmed(clause: str, rules: ReflectFile) -> str:
    plain = clause.strip(" \t\r\n.,;:!…-–—()[]*~").replace("’", "'")
    letters = [c for c in plain if c.isalpha()]
    if len(letters) > 3 and all(c.isupper() for c in letters):
        plain = plain.lower()
    changed = True
    while changed:
        changed = False
        low = plain.lower()
        for opener in rules.openers if low.startswith(rules.openers) else ():
            rest = plain[len(opener) :]
            if low.startswith(opener) and rest[:1] in (" ", ",") and not _needs(opener, rest):
                plain, changed = rest.lstrip(" ,"), True
                break
        low = plain.lower()
        for closer in rules.closers if low.endswith(rules.closers) else ():
            if low.endswith((" " + closer, "," + closer)):
                plain, changed = plain[: -len(closer)].rstrip(" ,.!"), True
                break
    return plain


def _needs(opener: str, rest: str) -> bool:
    """Whether the opener belongs to what follows: "so tired", "idk what to do", "like him"."""
    following = rest.strip(" ,").split(" ", 1)[0].lower()
    if opener == "so":
        return rest[:1] != "," and following not in _SUBJECTS | {"my", "he", "she", "they", "we"}
    if opener == "idk":
        return following in ("what", "how", "why", "if", "who", "where", "whether", "when")
    return opener in ("i mean", "i guess") and following in ("it", "so")


def _fit(plain: str, words: list[str], clause: str) -> bool:
    low = [w.lower() for w in words]
    return (
        FEWEST_WORDS <= sum(w[0].isalnum() for w in words) <= MOST_WORDS
        and "\n" not in plain
        and not clause.rstrip().endswith("?")
        and not any(c in plain for c in '"“”«»?@#<>{}=|\\')
        and not _SECOND & set(low)
        and not _QUESTION.match(plain)
        and not _INVERTED.search(plain)
        and any(c.isascii() and c.isalpha() for c in plain)
    )


def _unkind(plain: str, refused: PhraseBook) -> bool:
    return bool(refused.find(load_tokenizer("en").words(plain)))


def _coordinated(plain: str) -> str:
    """ "me and my sister argued" and "my sister and I argued": the member comes first."""
    first = _ME_AND.match(plain)
    if first:
        return f"i and {first.group(1)}{plain[first.end() :]}"
    second = _AND_ME.match(plain)
    if second:
        return f"i and {second.group(1)}{plain[second.end() :]}"
    return plain


def _turn(plain: str, rules: ReflectFile) -> str | None:
    plain = _with_subject(plain, rules)
    out: list[str] = []
    subject_is_me, beside_subject = False, False
    end = 0
    for match in _WORD.finditer(plain):
        word = match.group()
        low = word.lower()
        out.append(plain[end : match.start()])
        end = match.end()
        if low in _AGREES and subject_is_me and beside_subject:
            out.append(_AGREES[low])
            beside_subject = False
            continue
        if low in ("id", "ill") and not out[0].strip() and len(out) == 1:
            out.append("you'd" if low == "id" else "ill")
            continue
        out.append(_PLAIN.get(low) or rules.typed.get(low, word))
        if low in _SUBJECTS:
            subject_is_me, beside_subject = True, True
        elif low in _JOINS:
            beside_subject = subject_is_me
        elif low in ("he", "she", "it", "they", "that", "there", "we", "who", "which"):
            subject_is_me, beside_subject = False, False
        elif low not in _ADVERBS:
            beside_subject = False
    return _cased("".join([*out, plain[end:]]), rules)


def _with_subject(plain: str, rules: ReflectFile) -> str:
    first, _, rest = plain.partition(" ")
    low = rules.typed.get(first.lower(), first.lower())
    following = rest.split(" ", 1)[0].lower()
    if low in rules.bare_verbs:
        return "" if following in ("me", "us", "i") else f"i {low} {rest}"
    if low in rules.bare_forms and not {"i", "i'm", "im", "is", "was"} & set(rest.lower().split()):
        return f"i'm {low} {rest}"
    return plain


def _cased(text: str, rules: ReflectFile) -> str:
    text = re.sub(r"\s+", " ", text).strip()
    first, _, rest = text.partition(" ")
    if first.lower() in rules.starters or first.lower().startswith(
        ("you", "it's", "he's", "she's")
    ):
        return f"{first.lower()} {rest}".strip()
    return text
