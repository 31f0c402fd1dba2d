"""Makes the weights that tell dialogue cases apart, from their own example lines.

    python -m training.cases [--locale en]

A softmax over the reader's vectors (English: its encoder; other languages: hashed n-grams of stems,
`core.language.reading`): one class a case, one each kind of what a program cannot give
(`boundaries`), and one for messages that belong to none (short answers, thanks, questions about the
app ... of our own labelled lines). Seed fixed.
Run it again whenever a case's `like` lines or the reader changed: `evenkeel check` asks for it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from evenkeel.core.dialogue.boundaries import load_boundaries
from evenkeel.core.dialogue.cases import (
    ASKED_FROM,
    CARD,
    NEAR,
    WEIGHTS,
    Asked,
    CaseBook,
    Near,
    digest,
    examples,
    load_cases,
    weights_folder,
)
from evenkeel.core.language import load_language_reader, load_reader
from evenkeel.core.language.utterances import load_graded, load_utterances

SEED = 0
VERSION = "2026.11"
STRENGTH = 30.0
"""Inverse regularisation: of 3, 10, 30 and 100 the best on the test lines of the first 66 cases."""
STRENGTH_OF_GRAMS = 1000.0
"""The same for hashed n-grams: of 30, 100, 300 and 1000 the best on the Spanish test lines."""
# Labelled lines that no case should answer.
NO_CASE_INTENTS = (
    "answers", "agrees", "declines", "thanks", "greets", "ends", "about_app", "wants_human",
)  # fmt: skip
NO_CASE_KINDS = ("short_answer", "question_about_app", "fiction", "history", "nurse_or_student")
NO_CASE_TEST = 0.3
NEAR_CANDIDATES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6)

Vectors = NDArray[np.float32]


def no_case_lines(locale: str) -> list[str]:
    """Messages that belong to no case, from our own labelled lines.

    Not those that ask for what a program cannot give: they have classes of their own.
    """
    boundaries = load_boundaries(locale)
    lines = [
        line.text
        for batch in load_utterances("intent", locale).values()
        for line in batch.each()
        if set(line.labels) & set(NO_CASE_INTENTS)
    ]
    for batch in load_graded(locale).values():
        for group in batch.groups:
            if group.kind in NO_CASE_KINDS:
                lines += group.each()
    known = {line for kind in boundaries.kinds.values() for line in kind.like}
    known |= {line for line in lines if boundaries.asked(line) is not None}
    return sorted({*lines, *boundaries.not_asked} - known)


def fit(
    classes: Sequence[Sequence[str]],
    vectors: Vectors,
    none: Vectors,
    strength: float = STRENGTH,
) -> tuple[Vectors, Vectors]:
    """(weights, bias) from the example lines of each class; the last row is for none of them."""
    owners = [at for at, lines in enumerate(classes) for _ in lines]
    x = np.concatenate([vectors, none])
    y = np.array(owners + [len(classes)] * len(none))
    model = LogisticRegression(C=strength, max_iter=400, random_state=SEED)
    model.fit(x, y)
    return model.coef_.astype(np.float32), model.intercept_.astype(np.float32)


def figures(
    book: CaseBook, test: Vectors, owners: Sequence[str], none: Vectors
) -> dict[str, object]:
    """How often the right case answers, a wrong one, and one that should not."""
    found = [book.nearest(vector) for vector in test]
    right = [
        isinstance(near, Near) and near.id == owner
        for near, owner in zip(found, owners, strict=True)
    ]
    reach = [near.nearness if isinstance(near, Near) else 0.0 for near in found]
    unasked = [book.nearest(vector) for vector in none]
    idle = [near.nearness if isinstance(near, Near) else 0.0 for near in unasked]
    wrongly = [isinstance(one, Asked) and one.nearness >= ASKED_FROM for one in found + unasked]
    rows = {}
    for least in NEAR_CANDIDATES:
        answered = [at for at, value in enumerate(reach) if value >= least]
        rows[str(least)] = {
            "answered": round(len(answered) / len(test), 3),
            "right_of_answered": round(float(np.mean([right[at] for at in answered])), 3),
            "answered_of_no_case": round(float(np.mean(np.array(idle) >= least)), 3),
        }
    return {
        "right": round(float(np.mean(right)), 3), "from_probability": rows, "used": NEAR,
        "wrongly_heard_as_asking": round(float(np.mean(wrongly)), 4),
    }  # fmt: skip


def main() -> None:
    """Fit, measure on lines the fit never saw, and package."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--locale", default="en")
    locale = parser.parse_args().locale
    cases = dict(load_cases(locale))
    english, other = load_reader(), None if locale == "en" else load_language_reader(locale)

    def embed(lines: Sequence[str]) -> Vectors:
        return np.asarray((other or english).similar(lines), np.float32)

    classes = examples(locale)
    likes = embed([line for lines in classes.values() for line in lines])
    none_lines = no_case_lines(locale)
    order = np.random.default_rng(SEED).permutation(len(none_lines))
    none = embed([none_lines[at] for at in order])
    held = int(len(none) * NO_CASE_TEST)
    strength = STRENGTH if other is None else STRENGTH_OF_GRAMS
    weights, bias = fit(tuple(classes.values()), likes, none[held:], strength)
    scale = np.abs(weights).max(axis=1) / 127.0
    packed = np.round(weights / scale[:, None]).astype(np.int8)
    kinds = tuple(load_boundaries(locale).kinds)
    book = CaseBook(cases, packed.astype(np.float32) * scale[:, None], bias, kinds)
    owners = [name for name, case in cases.items() for _ in case.test]
    test = embed([line for case in cases.values() for line in case.test])
    card = {
        "version": VERSION, "cases": len(cases), "boundaries": len(kinds), "lines": len(likes),
        "test_lines": len(test), "seed": SEED,
        "no_case_lines": len(none),
        "reader": english.version if other is None else "n-grams of stems, hashed",
        "data": "dialogue cases, boundaries and labelled utterances, all written for Evenkeel",
        "figures": figures(book, test, owners, none[:held]),
        "limits": f"Situations outside the cases are left to the planner. Language: {locale} only.",
    }  # fmt: skip
    folder = weights_folder(locale)
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        folder / WEIGHTS, weights=packed, scale=scale.astype(np.float32), bias=bias,
        digest=np.array(digest(classes)),
    )  # fmt: skip
    (folder / CARD).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(card, indent=1))


if __name__ == "__main__":
    main()
