"""Writes the model card beside the artefact: what it was made from, how well it does, its limits.

    python -m training.card --data ../shared/data       (after `training.second` was run by itself)

Here: the card's words and the checks made on the written artefact through the whole reader. Not
here: training.
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path
from typing import Any

import numpy as np

from evenkeel.core.language.evaluation import Row, evaluate_rows
from evenkeel.core.language.reader import PACKAGED, Reader, load_reader
from training import corpora, sources
from training.noise import slips

SOURCES = (
    ("all-MiniLM-L6-v2 (Wang et al. 2020; Reimers and Gurevych 2019)", "Apache-2.0", "the start"),
    ("GoEmotions (Demszky et al. 2020)", "CC BY 4.0", "emotions, Ekman, sentiment, everyday posts"),
    ("BRIGHTER / SemEval-2025 task 11 (Muhammad et al. 2025)", "CC BY 4.0", "intensity, emotions"),
    ("SAD v1 (Mauriello et al. 2021)", "MIT", "stressor, severity"),
    ("AnnoMI (Wu et al. 2022)", "public domain", "client and therapist talk"),
    ("XED (Oehman et al. 2020), Counsel Chat", "CC BY 4.0, MIT", "which word pieces are kept"),
    (
        "Evenkeel's own lines, languages/en (utterances, risk/graded and pieces)",
        "Apache-2.0",
        "the rest",
    ),
)
LIMITS = (
    "English only. Another language, when sure of it, is named and not read by this model.",
    "GoEmotions are Reddit comments of mostly young American men; SAD are crowd-written sentences. "
    "Older people, other Englishes and long journal text are less well read.",
    "Irony and what is only implied are often missed. Rare emotions (grief, relief, pride) rest on "
    "under 250 examples.",
    "Traps, triggers, states, intent, frame, needs and danger rest on lines written for Evenkeel "
    "by few hands. The batches held out are other voices, yet the writers shared a guide.",
    "It measures words, not people. It must not be used to diagnose or to rank people. What it "
    "makes of danger may raise what core.safety finds by its own rules; of a long message it also "
    "tells whether frightening words are about danger (ADR 21), never of what is said plainly.",
    "Probabilities are calibrated on public and our own lines, not on members' messages.",
)
SECOND, DANGER = "second.json", "danger.json"
# Rows of GoEmotions dev that the noise checks use.
NOISE_ROWS = 500


def write(out: Path, figures: dict[str, Any], plan: sources.Plan, data: Path) -> None:
    """`card.json` with every figure, `card.md` for reading."""
    load_reader.cache_clear()
    reader = load_reader(out)
    labels = {head.name: head.labels for head in plan.heads}
    second = json.loads((out / SECOND).read_text("utf-8")) if (out / SECOND).exists() else {}
    danger = json.loads((out / DANGER).read_text("utf-8")) if (out / DANGER).exists() else {}
    if danger:
        second["risk_level"] = danger["held out, with cases"]
    card: dict[str, Any] = {
        "version": reader.version,
        "seeds": [0, 1],
        "sources": [dict(zip(("name", "licence", "for"), s, strict=True)) for s in SOURCES],
        "rows": {
            part: {s.name: len(s.texts) for s in getattr(plan, part)}
            for part in ("train", "dev", "held")
        },
        "figures": {name: _named(found, labels[name]) for name, found in figures.items()},
        "second_look": second,
        "whole_reader": whole_reader(reader, plan),
        "noise": noise(reader, data),
        "groups": {"dialect_pairs": dialect(reader, data)},
        "limits": LIMITS,
    }
    (out / "card.json").write_text(json.dumps(card, indent=1) + "\n", "utf-8")
    (out / "card.md").write_text(words(card), "utf-8")


def _named(found: dict[str, Any], labels: tuple[str, ...]) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for part, figures in found.items():
        each = figures.get("f1") if isinstance(figures, dict) else None
        named[part] = figures
        if isinstance(each, list):
            named[part] = figures | {"f1": dict(zip(labels, each, strict=True))}
    return named


def whole_reader(reader: Reader, plan: sources.Plan) -> dict[str, Any]:
    """The reader as members meet it (rules and model), through the evaluation anybody can run."""
    tasks = {
        "emotions": "emotions", "stressor": "stressor", "traps": "traps", "triggers": "triggers",
        "intent": "intent", "about": "about", "tense": "tense", "negation": "negated",
        "literal": "idiom", "states": "states", "risk": "risk",
    }  # fmt: skip
    held = [s for s in plan.dev if s.name in ("goemotions", "sad")] + plan.held
    found: dict[str, Any] = {}
    for source in held:
        head = next(iter(source.targets)) if source.name != "risk" else "risk_level"
        task = tasks.get(source.name if source.name == "risk" else head)
        if task is None:
            continue
        labels = next(h.labels for h in plan.heads if h.name == head)
        rows = [
            Row(text, _said(task, {labels[i] for i in np.flatnonzero(row > 0)}))
            for text, row in zip(source.texts, source.targets[head], strict=True)
        ]
        figures = evaluate_rows(task, rows, reader)
        found[task] = {k: v for k, v in figures.items() if k != "labels"}
    return found


def _said(task: str, labels: set[str]) -> tuple[str, ...]:
    if task == "idiom":
        return ("false",) if "literal" in labels else ("true",)
    if task == "negated":
        return ("true",) if "negated" in labels else ("false",)
    return tuple(sorted(labels))


def noise(reader: Reader, data: Path) -> dict[str, Any]:
    """Share of emotion labels (of all 28, over `NOISE_ROWS` posts) that flip when the meaning
    stays: typing slips, lower case, capitals, no apostrophes, a smile at the end."""
    dev, _ = corpora.goemotions(data, "dev")
    texts = dev.texts[:NOISE_ROWS]
    rng = np.random.default_rng(7)
    variants = {
        "slips": [slips(text, rng) for text in texts],
        "lower_case": [text.lower() for text in texts],
        "upper_case": [text.upper() for text in texts],
        "no_apostrophes": [text.replace("'", "").replace("’", "") for text in texts],
        "emoji": [f"{text} 🙂" for text in texts],
    }
    plain = [set(r.emotion_labels) for r in reader.read_many(texts)]
    found = {}
    for name, lines in variants.items():
        other = [set(r.emotion_labels) for r in reader.read_many(lines)]
        flips = sum(len(a ^ b) for a, b in zip(plain, other, strict=True))
        top = sum(bool(a) and not a & b for a, b in zip(plain, other, strict=True))
        found[name] = {
            "labels_flipped": round(flips / (28 * len(texts)), 4),
            "no_label_kept": round(top / len(texts), 4),
        }
    return found


def dialect(reader: Reader, data: Path) -> dict[str, Any]:
    """Mean absolute difference of probabilities between African American and Standard American
    English of the same meaning (Hofmann et al. 2024): over all, and the largest mean of one."""
    with (data / "dialect_pairs" / "habitual_be_dev.tsv").open(encoding="utf-8") as file:
        pairs = [(a, b) for a, b in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
    first = reader.read_many(a for a, _ in pairs)
    second = reader.read_many(b for _, b in pairs)
    gaps = []
    for one, other in zip(first, second, strict=True):
        if one.unreadable or other.unreadable:
            continue
        gap = {n: abs(one.emotions[n] - other.emotions[n]) for n in one.emotions}
        for name in one.risk_levels:
            gap[f"risk {name}"] = abs(one.risk_levels[name] - other.risk_levels[name])
        gaps.append(gap)
    names = sorted(gaps[0])
    each = np.array([[gap[name] for name in names] for gap in gaps])
    worst = int(each.mean(0).argmax())
    return {
        "pairs": len(pairs),
        "unreadable_pairs": len(pairs) - len(gaps),
        "mean_absolute_difference": round(float(each.mean()), 4),
        "largest_mean": round(float(each.mean(0)[worst]), 4),
        "largest_of": names[worst],
    }


def words(card: dict[str, Any]) -> str:
    """The card as Markdown."""
    lines = [
        f"# Model card: reader-en {card['version']}",
        "",
        "all-MiniLM-L6-v2, fine-tuned with one linear layer a head, vocabulary pruned, dynamic",
        "int8; beside it linear layers on hashed n-grams; our own heads are fitted to the end on",
        "the finished embedding and on n-grams (the second look), the level of danger on several",
        "layers. Made by `training.train`, `training.ngrams`, `training.reader`, `training.second`",
        "and `training.danger` with fixed seeds. Offline.",
        "",
        "| source | licence | used for |",
        "| --- | --- | --- |",
        *(f"| {s['name']} | {s['licence']} | {s['for']} |" for s in card["sources"]),
        "",
        "## Figures (95% bootstrap interval)",
        "",
        "`dev`: GoEmotions' official dev part, or our own split by hash (SAD 15%, BRIGHTER 12% and",
        "its dev part, AnnoMI 25% of videos); what is set on one half is judged on the other.",
        "`held out`: our lines by other voices; nothing was set on them. The head alone, after",
        "int8. `whole reader` below: with the rules, as members meet it. Calibration error by",
        "chance: what a head whose every probability is right would show on as many rows.",
        "",
        "| head | judged on | rows | figure | calibration error |",
        "| --- | --- | --- | --- | --- |",
    ]
    for head, parts in card["figures"].items():
        again = card["second_look"].get(head)
        if again:
            low, high = again["macro_f1_95"]
            figure = f"macro_f1 {again['macro_f1']:.3f} ({low:.3f} to {high:.3f})"
            if "right_in_top_3" in again:
                figure = f"the right one among three {again['right_in_top_3']:.3f}"
            if "distorted_auc" in again:
                figure += f"; distorted or not, AUC {again['distorted_auc']:.3f}"
            error = f"{again['ece']} (by chance alone {again['ece_of_perfect'][0]})"
            lines.append(
                f"| {head} | held out, second look | {again['lines']} | {figure} | {error} |"
            )
        for part, f in parts.items():
            if again or not isinstance(f, dict) or "rows" not in f:
                continue
            name = "macro_f1" if "macro_f1" in f else "pearson"
            low, high = f[f"{name}_95"]
            error = f.get("calibration_error", "")
            figure = f"{name} {f[name]:.3f} ({low:.3f} to {high:.3f})"
            lines.append(f"| {head} | {part} | {f['rows']} | {figure} | {error} |")
    pairs = card["groups"]["dialect_pairs"]
    lines += [
        "",
        "Int8 beside float32 on dev (macro-F1 or Pearson): "
        + ", ".join(
            f"{head} {_one(parts['dev_int8']):.3f} / {_one(parts['dev_float32']):.3f}"
            for head, parts in card["figures"].items()
            if "dev_float32" in parts
        )
        + ".",
        "",
        "| whole reader | rows | macro-F1 (95%) |",
        "| --- | --- | --- |",
        *(
            f"| {task} | {f['rows']} | {f['macro_f1']:.3f} ({f['macro_f1_95'][0]:.3f} to "
            f"{f['macro_f1_95'][1]:.3f}) |"
            for task, f in card["whole_reader"].items()
        ),
        "",
        "Labels that flip under noise that keeps the meaning (of all 28 a post): "
        + ", ".join(f"{k} {v['labels_flipped']:.1%}" for k, v in card["noise"].items())
        + ".",
        "",
        f"Dialect pairs ({pairs['pairs']}): mean absolute difference of a probability "
        f"{pairs['mean_absolute_difference']:.3f}; the largest mean of one "
        f"({pairs['largest_of']}) {pairs['largest_mean']:.3f}.",
        "",
        "F1 of each label: `card.json`.",
        "",
        "## Limits",
        "",
        *(f"- {limit}" for limit in card["limits"]),
        "",
    ]
    return "\n".join(lines)


def _one(found: dict[str, Any]) -> float:
    return float(found.get("macro_f1", found.get("pearson", 0.0)))


def main() -> None:
    """Makes the checks of the packaged reader anew; the heads' figures stay as they were."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    data: Path = parser.parse_args().data
    figures = json.loads((PACKAGED / "card.json").read_text("utf-8"))["figures"]
    write(PACKAGED, figures, sources.everything(data), data)


if __name__ == "__main__":
    main()
