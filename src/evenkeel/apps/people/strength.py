"""Whether a passphrase would hold against somebody who stole the database, in words that help.

Strength is estimated (zxcvbn), not ruled: no required digits or signs. Here: the judgement
and its advice. Source: Wheeler 2016 (zxcvbn); NIST SP 800-63B on memorised secrets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from evenkeel.apps.people.models import nickname_key

LEAST_LENGTH: Final = 12
MOST_LENGTH: Final = 1000
LEAST_GUESSES_LOG10: Final = 10.0
"""With Argon2id at 64 MiB, 10^10 guesses cost decades of one machine; below that, days of many."""
LOOKED_AT: Final = 72
"""The estimator slows with length; what comes after this many characters only adds strength."""


@dataclass(frozen=True, slots=True)
class Strength:
    """`enough`, and if not, one sentence that says why and what would help."""

    enough: bool
    advice: str = ""


def judge(passphrase: str, *, nickname: str) -> Strength:
    """How strong this is for this member."""
    folded = nickname_key(passphrase)
    key = nickname_key(nickname)
    if key and (key in folded or key.replace(" ", "") in folded.replace(" ", "")):
        return Strength(False, _("Your nickname is in it. Others can see that. Leave it out."))
    if len(passphrase) < LEAST_LENGTH:
        return Strength(
            False,
            _("A little longer, please: at least %(least)d characters. Four or five words do it.")
            % {"least": LEAST_LENGTH},
        )
    from zxcvbn import zxcvbn  # noqa: PLC0415 (its word lists take 12 MB; judged once a member)

    found: dict[str, Any] = zxcvbn(passphrase[:LOOKED_AT], user_inputs=[nickname, "evenkeel"])
    if float(found["guesses_log10"]) >= LEAST_GUESSES_LOG10:
        return Strength(True)
    return Strength(False, _advice(found["sequence"]))


def _advice(parts: list[dict[str, Any]]) -> str:
    weakest = max(parts, key=lambda part: len(part["token"]), default={"pattern": ""})
    pattern = weakest["pattern"]
    if pattern == "repeat":
        return _("Repeating something adds little. Try another word instead.")
    if pattern in {"sequence", "spatial"}:
        return _("Runs like abcd, 1234 or qwerty are tried first. Try unrelated words.")
    if pattern == "date":
        return _("Dates are tried early, birthdays first of all. Try a word in its place.")
    if pattern == "dictionary" and weakest.get("dictionary_name") == "passwords":
        return _("That is on lists of common passwords. Try a few words that only you would join.")
    if pattern == "dictionary" and len(parts) == 1:
        return _("One word is quickly found, even with signs in it. Try four or five.")
    return _("Guessable still. One more word that has nothing to do with the others would do it.")
