"""Themes: asks the reader what the member's writing means, in session, and remembers it sealed.

Here: vectors of texts, by their fingerprints, in memory only. Not here: grouping
(`core.insights.themes`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2s
from typing import TYPE_CHECKING

import numpy as np

from evenkeel.apps.companion import queries as companion
from evenkeel.apps.insights.gathering import Look
from evenkeel.apps.insights.remembered import REMEMBERED
from evenkeel.apps.insights.showing import Card, card_of, findings
from evenkeel.core.insights import DatedText
from evenkeel.core.insights.themes import MOST_TEXTS, with_vectors
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

NAME, MARK = "vectors", "1"
LONGEST = 600
"""Characters of a piece that its meaning is taken from."""
SHORTEST = 20
SCALE = 127
AT_ONCE = 32
WORDS = ("themes", "word_drift", "words_used")


def cards(member: Member, keyring: Keyring, seen: Look) -> list[Card]:
    """Themes, drift and words used, drawn; nothing in a language whose words nobody has listed."""
    if not seen.view.stop_words:
        return []
    texts = embedded(member, keyring, seen.view.texts)
    whole = replace(seen, view=replace(seen.view, texts=texts, memo={}))
    return [card_of(whole, one) for one in findings(whole, only=WORDS)]


def embedded(member: Member, keyring: Keyring, texts: Sequence[DatedText]) -> tuple[DatedText, ...]:
    """The latest pieces of some length, each with its vector; each is read once a session."""
    reader = companion.reader()
    kept: dict[str, list[int]] = REMEMBERED.get(member, keyring, NAME, MARK) or {}
    wanted = [text for text in texts if len(text.text) >= SHORTEST][-MOST_TEXTS:]
    prints = [_print(text.text) for text in wanted]
    new = [(p, t.text[:LONGEST]) for p, t in zip(prints, wanted, strict=True) if p not in kept]
    similar = getattr(reader, "similar", None)
    if similar is None:
        return tuple(texts)
    for n in range(0, len(new), AT_ONCE):
        part = new[n : n + AT_ONCE]
        vectors = similar([text for _, text in part])
        for (name, _), vector in zip(part, vectors, strict=True):
            kept[name] = np.round(np.asarray(vector) * SCALE).astype(int).tolist()
    if new:
        here = set(prints)
        REMEMBERED.put(member, keyring, NAME, MARK, {n: v for n, v in kept.items() if n in here})
    return with_vectors(wanted, [_unit(kept[name]) for name in prints])


def _unit(vector: Sequence[int]) -> tuple[float, ...]:
    made = np.array(vector, dtype=float)
    length = float(np.linalg.norm(made)) or 1.0
    return tuple((made / length).tolist())


def _print(text: str) -> str:
    return blake2s(text.encode(), digest_size=12).hexdigest()
