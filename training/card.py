"""Writes the model card beside the artefact: what it was made from, how well it does, its limits.

Here: the card's words and the checks made on the written artefact (after int8). Not here: training.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np

from evenkeel.core.language.lexicon import load_lexicon
from evenkeel.core.language.model import load_model
from evenkeel.core.language.reader import Reader, load_reader
from training import corpora, utterances
from training.calibrate import f1_each
from training.heads import Trained, several_figures

SOURCES = (
    (
        "GoEmotions (Demszky et al. 2020)",
        "CC BY 4.0",
        "emotions, rarity of words, background lines",
    ),
    ("SAD v1 (Mauriello et al. 2021)", "MIT", "stressor, severity"),
    ("BRIGHTER / SemEval-2025 task 11 (Muhammad et al. 2025)", "CC BY 4.0", "intensity"),
    ("Evenkeel's own lines, languages/en/utterances", "Apache-2.0", "intent, traps, states"),
    ("Evenkeel's own lexicon, languages/en/lexicon", "Apache-2.0", "marks, triggers, frame"),
)
LIMITS = (
    "English only. Another language, when sure of it, is named and not read.",
    "GoEmotions are Reddit comments of mostly young American men; SAD are crowd-written sentences. "
    "Older people, other Englishes and long journal text are less well read.",
    "Word and character n-grams carry no order beyond neighbours: irony and what is "
    "only implied are missed. Rare emotions (grief, relief, pride) rest on under 250 examples.",
    "Intents, traps and states are trained on a few hundred lines by few hands; the batch held out "
    "differs in voice, yet has the same authors as the lexicon. Traps are tuned to stay silent "
    "rather than to accuse: recall is low by choice.",
    "It measures words, not people. It must not be used to diagnose, to rank people, or to decide "
    "about risk: that is core.safety, by its own rules.",
    "Probabilities are calibrated out of fold on the training sets, not on members' messages.",
)


def write(out: Path, trained: list[Trained], data: Path) -> None:
    """`card.json` with every figure, `card.md` for reading."""
    load_reader.cache_clear()
    reader = load_reader(out)
    card: dict[str, Any] = {
        "version": reader.version,
        "seed": 0,
        "sources": [dict(zip(("name", "licence", "for"), s, strict=True)) for s in SOURCES],
        "figures": {head.name: _named(head) for head in trained},
        "after_int8": after_int8(out, data),
        "whole_reader_on_held_out_lines": whole_reader(reader),
        "groups": {"dialect_pairs": dialect(reader, data)},
        "limits": LIMITS,
    }
    (out / "card.json").write_text(json.dumps(card, indent=1) + "\n", "utf-8")
    (out / "card.md").write_text(words(card), "utf-8")


def _named(head: Trained) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for part, figures in head.figures.items():
        each = figures.get("f1")
        is_list = isinstance(each, list)
        extra = {"f1": dict(zip(head.labels, each, strict=True))} if is_list else {}
        named[part] = figures | extra
    return named


def after_int8(out: Path, data: Path) -> dict[str, Any]:
    """GoEmotions dev by the artefact as written."""
    dev, _ = corpora.goemotions(data, "dev")
    model, lexicon = load_model(out), load_lexicon("en")
    found = [lexicon.find(lexicon.tokenizer.words(text)) for text in dev.texts]
    p = np.array([model.scores(f.words, f.marks())["emotions"] for f in found], float)
    thresholds = list(model.heads["emotions"].thresholds)
    figures = several_figures(p, dev.targets.astype(float), thresholds)
    return {k: v for k, v in figures.items() if k != "f1"}


def whole_reader(reader: Reader) -> dict[str, Any]:
    """Intent and traps of the reader as members meet it (rules and model), on held-out batches."""
    figures: dict[str, Any] = {}
    for head in ("intent", "traps"):
        _, test, labels = utterances.load(head)
        said = np.zeros_like(test.targets)
        for row, text in enumerate(test.texts):
            reading = reader.read(text)
            traps = reading.thinking_traps
            name = reading.intent.value if head == "intent" else traps[0].name if traps else "none"
            said[row, labels.index(name)] = 1
        right = (said * test.targets).sum(1)
        figures[head] = {
            "rows": len(right),
            "macro_f1": round(float(f1_each(said, test.targets).mean()), 4),
            "accuracy": round(float(right.mean()), 4),
        }
    return figures


def dialect(reader: Reader, data: Path) -> dict[str, Any]:
    """Mean absolute difference of probabilities between African American and Standard American
    English of the same meaning (Hofmann et al. 2024): over all emotions, and the largest one."""
    gaps = []
    with (data / "dialect_pairs" / "habitual_be_dev.tsv").open(encoding="utf-8") as file:
        for one, other in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            first, second = reader.read(one), reader.read(other)
            names = first.emotions.keys() & second.emotions.keys()
            gaps.append([abs(first.emotions[n] - second.emotions[n]) for n in sorted(names)])
    each = np.array([gap for gap in gaps if gap])
    return {
        "pairs": len(gaps),
        "unreadable_pairs": len(gaps) - len(each),
        "mean_absolute_difference": round(float(each.mean()), 4),
        "largest_mean_of_an_emotion": round(float(each.mean(0).max()), 4),
    }


def words(card: dict[str, Any]) -> str:
    """The card as Markdown."""
    lines = [
        f"# Model card: reader-en {card['version']}",
        "",
        "Hashed word 1-2-grams, character 3-5-grams and marks of our lexicon; linear heads; int8.",
        "Made by `python -m training.reader` with fixed seeds. Offline, numpy only.",
        "",
        "| source | licence | used for |",
        "| --- | --- | --- |",
        *(f"| {s['name']} | {s['licence']} | {s['for']} |" for s in card["sources"]),
        "",
        "## Figures (95% bootstrap interval)",
        "",
        "`out_of_fold`: rows the scoring model did not see. `dev`: the official dev part, unseen,",
        "with thresholds from out-of-fold rows. `dev_thresholds_tuned_on_dev`: the same scores,",
        "thresholds picked on dev itself: too kind, only comparable with figures made so.",
        "`held_out_batches`: our lines by another voice, unseen; the model's head alone.",
        "",
        "| head | judged on | rows | figure | calibration error |",
        "| --- | --- | --- | --- | --- |",
    ]
    for head, parts in card["figures"].items():
        for part, f in parts.items():
            name = "macro_f1" if "macro_f1" in f else "pearson"
            low, high = f[f"{name}_95"]
            error = f.get("calibration_error", "")
            figure = f"{name} {f[name]:.3f} ({low:.3f} to {high:.3f})"
            lines.append(f"| {head} | {part} | {f['rows']} | {figure} | {error} |")
    int8, whole = card["after_int8"], card["whole_reader_on_held_out_lines"]
    pairs = card["groups"]["dialect_pairs"]
    lines += [
        "",
        f"After int8, emotions on dev: macro-F1 {int8['macro_f1']:.3f}.",
        "",
        "Whole reader (rules and model) on the held-out lines: "
        + ", ".join(f"{k} macro-F1 {v['macro_f1']:.3f}" for k, v in whole.items())
        + ".",
        "",
        f"Dialect pairs ({pairs['pairs']}): mean absolute difference of an emotion's probability",
        f"{pairs['mean_absolute_difference']:.3f}; the largest mean of one emotion",
        f"{pairs['largest_mean_of_an_emotion']:.3f}.",
        "",
        "F1 of each label: `card.json`.",
        "",
        "## Limits",
        "",
        *(f"- {limit}" for limit in card["limits"]),
        "",
    ]
    return "\n".join(lines)
