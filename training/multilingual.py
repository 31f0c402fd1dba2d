"""Trains the compact reader of other languages: emotion, its strength, danger.

    PYTHONPATH=src python -m training.multilingual --data ../shared/data \\
        --out src/evenkeel/models/reader-multilingual

One core, ten minutes; needs scikit-learn. Each language by itself: the mean of several logistic
layers on hashed word and character n-grams (`core.language.multilingual.grams`) that weigh rare and
telling ones differently; thresholds on its own dev part, and only the n-grams that weigh most are
kept. Honest per language: see the card.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml
from scipy.sparse import csr_matrix, diags, vstack
from sklearn.linear_model import Ridge

from evenkeel.core.content.loader import LANGUAGES
from evenkeel.core.dialogue.cases import load_cases
from evenkeel.core.language.multilingual import DESCRIBED, FORMAT, TABLE, grams
from training import calibrate, corpora, utterances
from training.corpora import BRIGHTER_ALL
from training.linear import linear

VERSION = "2026.14"
# ISO 639-1 of BRIGHTER's codes; dialects share a language's table.
ISO = {
    "afr": "af", "amh": "am", "arq": "ar", "ary": "ar", "chn": "zh", "deu": "de", "esp": "es",
    "hau": "ha", "hin": "hi", "ibo": "ig", "ind": "id", "jav": "jv", "kin": "rw", "mar": "mr",
    "orm": "om", "pcm": "pcm", "ptbr": "pt", "ptmz": "pt", "ron": "ro", "rus": "ru", "som": "so",
    "sun": "su", "swa": "sw", "swe": "sv", "tat": "tt", "tir": "ti", "ukr": "uk", "vmw": "vmw",
    "xho": "xh", "yor": "yo", "zul": "zu",
}  # fmt: skip
XED_ISO = {"br": "pt", "cn": "zh"}
XED_LABELS = {"anger": 1, "disgust": 3, "fear": 4, "joy": 5, "sadness": 6, "surprise": 7}
# A row of subtitles counts this much beside one of BRIGHTER: in all, macro-F1 is as good with them
# (German +.005, Russian +.008, Spanish -.002), and plain words that posts lack are known.
XED_WEIGHT = 0.15
# A plain statement of ours counts this much.
PLAIN_WEIGHT = 3.0
BESIDE = ("xed", "plain")  # rows that help to train where BRIGHTER is what is judged
KEPT = 24_000
STEPS = 35  # of L-BFGS
# The layers whose mean is kept: (ridge penalty, power of the inverse document frequency, whether
# n-grams are weighed by how unevenly they fall on the label: Wang and Manning 2012, NBSVM).
# Each alone is .003 to .02 of macro-F1 worse than their mean, on six languages' dev parts.
MEMBERS = (
    (0.2, 0.7, False), (0.2, 1.0, False), (0.3, 1.3, False),
    (0.3, 0.0, True), (0.3, 0.5, True), (0.3, 1.0, True),
)  # fmt: skip
PLAIN_SHARE = 0.25
# Chosen for Spanish on lines of talks that nothing was trained on: at 0.1, and with 600 posts, one
# ordinary line in fifty was sure to be danger; so none is, and as much danger is heard.
RISK_PENALTY = 0.5
# Of the posts and subtitles, every so manieth is taken for an ordinary line.
QUIET_EVERY = 2
# Subtitles of a language that are used.
MOST_SUBTITLES = 2_500


class Part(NamedTuple):
    """Rows of one language and question: texts, targets (-1 unknown), part, dialect, weight."""

    texts: list[str]
    targets: np.ndarray
    parts: list[str]
    dialects: list[str]
    weights: np.ndarray


def matrix(texts: Sequence[str]) -> tuple[csr_matrix, np.ndarray]:
    """(rows x n-grams seen twice or more, the hash of each column)."""
    pointers, ids, values = [0], [], []
    for text in texts:
        found, weights = grams(text)
        ids.append(found)
        values.append(weights)
        pointers.append(pointers[-1] + len(found))
    hashes = np.concatenate(ids)
    used, columns = np.unique(hashes, return_inverse=True)
    seen = np.bincount(columns)
    rows = csr_matrix((np.concatenate(values), columns, pointers), shape=(len(texts), len(used)))
    often = seen >= 2
    return rows[:, often].tocsr(), used[often]


def emotions(data: Path) -> dict[str, Part]:
    """BRIGHTER's rows by ISO code, without English, joined by XED's and our own."""
    found: dict[str, list[Part]] = {}
    for language, code in ISO.items():
        rows, parts = corpora.brighter(data, language)
        one = Part(rows.texts, rows.targets, parts, [language] * len(parts), np.ones(len(parts)))
        found.setdefault(code, []).append(one)
    for code, one in (*xed(data).items(), *plain_feelings().items()):
        found.setdefault(code, []).append(one)
    return {code: joined(parts) for code, parts in sorted(found.items())}


def plain_feelings() -> dict[str, Part]:
    """Our own plain statements by ISO code: only ever trained on."""
    file = Path(__file__).with_name("plain_feelings.yaml")
    found = {}
    for code, feelings in yaml.safe_load(file.read_text(encoding="utf-8")).items():
        texts = [text for lines in feelings.values() for text in lines]
        marks = [
            [float(one == label) for label in BRIGHTER_ALL]
            for one in feelings
            for _ in feelings[one]
        ]
        count = len(texts)
        weights = np.full(count, PLAIN_WEIGHT)
        found[code] = Part(texts, np.array(marks), ["train"] * count, ["plain"] * count, weights)
    return found


def xed(data: Path) -> dict[str, Part]:
    """XED by ISO code: six of its eight emotions; a tenth by hash is dev."""
    texts: dict[str, list[str]] = {}
    targets: dict[str, list[list[float]]] = {}
    for name in ("xed_human_train.csv", "xed_projected_train.csv"):
        with (data / "xed" / name).open(encoding="utf-8", newline="") as file:
            for line in csv.DictReader(file):
                code = XED_ISO.get(line["lang"], line["lang"])
                if code == "en":
                    continue
                ids = [x.strip() for x in (line["labels"] or "").replace('"', "").split(",")]
                if not all(map(str.isdigit, ids)):
                    continue  # a few projected lines hold a path where the labels should be
                labels = set(map(int, ids))
                if len(texts.get(code, ())) >= MOST_SUBTITLES:
                    continue
                texts.setdefault(code, []).append(line["text"])
                row = [float(XED_LABELS[label] in labels) for label in BRIGHTER_ALL]
                targets.setdefault(code, []).append(row)
    found = {}
    for code, lines in texts.items():
        parts = ["dev" if corpora.part_of(t.lower()) < 10 else "train" for t in lines]
        weights = np.full(len(lines), XED_WEIGHT if code in ISO.values() else 1.0)
        found[code] = Part(lines, np.array(targets[code]), parts, ["xed"] * len(lines), weights)
    return found


def joined(parts: list[Part]) -> Part:
    return Part(
        [t for p in parts for t in p.texts],
        np.concatenate([p.targets for p in parts]),
        [x for p in parts for x in p.parts],
        [x for p in parts for x in p.dialects],
        np.concatenate([p.weights for p in parts]),
    )


def emotion_layer(rows: csr_matrix, part: Part) -> tuple[np.ndarray, np.ndarray, list[float], Any]:
    """(weights: columns x 6, bias, thresholds, figures)."""
    train = np.array([p == "train" for p in part.parts])
    dialects = np.array(part.dialects)
    judged = ~np.isin(dialects, BESIDE)
    if not judged.any():
        judged = dialects == "xed"
    dev = ~train & judged
    known = [j for j in range(6) if (part.targets[judged][:, j] >= 0).all()]
    truth = part.targets.clip(0).astype(np.float32)
    weights = part.weights[train].astype(np.float32)
    layers = [_member(rows[train], truth[train], weights, *member) for member in MEMBERS]
    w, b = (np.mean([layer[at] for layer in layers], axis=0) for at in (0, 1))
    scale = _sharpness(rows[dev] @ w + b, truth[dev], known)
    w, b = w * scale, b * scale
    p, t = calibrate.sigmoid(rows[dev] @ w + b), truth[dev].astype(float)
    cuts = [calibrate.best_threshold(p[:, j], t[:, j]) if j in known else 0.5 for j in range(6)]
    figures: dict[str, Any] = {
        "sharpness": round(scale, 2), "dev_rows": int(dev.sum()), "labels": len(known),
    }  # fmt: skip
    for dialect in sorted(set(map(str, dialects[judged]))):
        which = dialects[dev] == dialect
        figures[dialect] = _crossed(p[which][:, known], t[which][:, known])
    return w, b, cuts, figures


def _member(
    rows: csr_matrix,
    truth: np.ndarray,
    rows_count: np.ndarray,
    penalty: float,
    rarity: float,
    telling: bool,
) -> tuple[np.ndarray, np.ndarray]:
    """One layer. What n-grams were weighed by is multiplied into its weights: a message's own
    n-grams are counted alike by every member."""
    documents = np.bincount(rows.indices, minlength=rows.shape[1])
    factor = (np.log((rows.shape[0] + 1) / (documents + 1)) + 1) ** rarity
    factor = factor / np.sqrt(np.mean((rows @ diags(factor)).power(2).sum(1)) / 2)
    if not telling:
        w, b = linear(_times(rows, factor), truth, penalty=penalty, weights=rows_count, steps=STEPS)
        return w * factor[:, None], b
    weights, bias = [], []
    there = rows.copy()
    there.data = np.ones_like(there.data)
    for column in truth.T:
        with_it = there.T @ (column * rows_count) + 1
        without = there.T @ ((1 - column) * rows_count) + 1
        uneven = np.abs(np.log((with_it / with_it.sum()) / (without / without.sum())))
        own = PLAIN_SHARE + uneven
        own = factor * own / np.sqrt(np.average(own**2, weights=np.maximum(documents, 1)))
        w, b = linear(
            _times(rows, own), column[:, None], penalty=penalty, weights=rows_count, steps=STEPS
        )
        weights.append(w[:, 0] * own)
        bias.append(b[0])
    return np.stack(weights, 1), np.array(bias)


def _times(rows: csr_matrix, factor: np.ndarray) -> csr_matrix:
    return (rows @ diags(factor)).astype(np.float32).tocsr()


def _sharpness(scores: np.ndarray, truth: np.ndarray, known: list[int]) -> float:
    """What the scores of a mean, which is never sure enough, are multiplied by: least log loss."""
    z, t = scores[:, known], truth[:, known]
    tried = np.geomspace(0.5, 3, 37)
    return float(min(tried, key=lambda s: float((np.logaddexp(0, s * z) - t * s * z).sum())))


def _crossed(p: np.ndarray, t: np.ndarray) -> dict[str, float]:
    """Macro-F1 with thresholds set on the other half, and calibration error."""
    halves = np.random.default_rng(0).permutation(len(t)) % 2
    said = np.zeros_like(t)
    for half in (0, 1):
        a, b = halves != half, halves == half
        cuts = [calibrate.best_threshold(p[a, j], t[a, j]) for j in range(t.shape[1])]
        said[b] = p[b] >= np.array(cuts)
    return {
        "rows": len(t),
        "macro_f1": round(float(calibrate.f1_each(said, t).mean()), 4),
        "calibration_error": round(calibrate.calibration_error(p, t), 4),
    }


def intensity_layer(data: Path, code: str, hashes: np.ndarray) -> tuple[Any, Any, Any] | None:
    """(weights, bias, figures) of the strongest emotion's strength, 0 to 3; None without data."""
    texts, strength, parts = [], [], []
    for language, iso in ISO.items():
        if iso != code:
            continue
        rows, where = corpora.brighter(data, language, intensity=True)
        if rows.texts:
            texts += rows.texts
            strength += list(rows.targets.max(1).clip(0))
            parts += where
    if not texts:
        return None
    rows = on_columns(texts, hashes)
    train, y = np.array([p == "train" for p in parts]), np.array(strength)
    model = Ridge(alpha=1.0, solver="sparse_cg").fit(rows[train], y[train])
    said = model.predict(rows[~train])
    r = float(np.corrcoef(said, y[~train])[0, 1])
    return model.coef_[:, None], np.array([model.intercept_]), {"pearson": round(r, 4)}


def on_columns(texts: Sequence[str], hashes: np.ndarray) -> csr_matrix:
    """Rows of texts over the columns of another matrix."""
    pointers, ids, values = [0], [], []
    for text in texts:
        found, weights = grams(text)
        at = np.minimum(np.searchsorted(hashes, found), len(hashes) - 1)
        hit = hashes[at] == found
        ids.append(at[hit])
        values.append(weights[hit])
        pointers.append(pointers[-1] + int(hit.sum()))
    shape = (len(texts), len(hashes))
    return csr_matrix((np.concatenate(values), np.concatenate(ids), pointers), shape=shape)


def risk_layer(rows: csr_matrix, levels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(weights, bias) of a softmax over the five levels."""
    return linear(rows, levels.astype(np.float32), penalty=RISK_PENALTY, kind="one", steps=STEPS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    arrays: dict[str, np.ndarray] = {}
    described: dict[str, Any] = {}
    felt = emotions(arguments.data)
    graded = {p.parents[1].name for p in LANGUAGES.glob("*/risk/graded")} - {"en"}
    for code in sorted({*felt, *graded}):
        described[code] = language(arguments.data, code, felt.get(code), code in graded, arrays)
        print(code, json.dumps(described[code]["figures"]), flush=True)
    arguments.out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(arguments.out / TABLE, **arrays)
    document = {"format": FORMAT, "version": VERSION, "languages": described}
    text = json.dumps(document, indent=1) + "\n"
    (arguments.out / DESCRIBED).write_text(text, encoding="utf-8")
    (arguments.out / "card.md").write_text(card(described), encoding="utf-8")


def language(
    data: Path, code: str, felt: Part | None, graded: bool, arrays: dict[str, np.ndarray]
) -> dict[str, Any]:
    """Trains one language, puts its table into `arrays`, returns its description."""
    risk = utterances.graded(code) if graded else None
    # Ordinary trouble that people bring to a talk: no danger, as the English head is taught it.
    trouble = [line for case in load_cases(code).values() for line in case.like] if risk else []
    texts = (felt.texts if felt else []) + (risk[0].texts if risk else []) + trouble
    rows, hashes = matrix(texts)
    weights: list[np.ndarray] = []
    bias: list[np.ndarray] = []
    layers: dict[str, Any] = {}
    figures: dict[str, Any] = {}
    first = 0

    def put(name: str, kind: str, labels: Sequence[str], w: Any, b: Any, cuts: list[float]) -> None:
        nonlocal first
        weights.append(w)
        bias.append(b)
        layers[name] = {"kind": kind, "labels": labels, "first": first, "thresholds": cuts}
        first += len(labels)

    if felt:
        w, b, cuts, figures["emotions"] = emotion_layer(rows[: len(felt.texts)], felt)
        put("emotions", "several", BRIGHTER_ALL, w, b, [round(c, 4) for c in cuts])
        strong = intensity_layer(data, code, hashes)
        if strong:
            put("intensity", "amount", ("strength",), strong[0], strong[1], [0.5])
            figures["intensity"] = strong[2]
    if risk:
        train, held = risk
        mine = rows[len(felt.texts) if felt else 0 :]
        quiet = [] if not felt else list(range(0, len(felt.texts), QUIET_EVERY))
        everyday = np.zeros((len(trouble) + len(quiet), len(utterances.LEVELS)))
        everyday[:, 0] = 1
        both = vstack([mine, rows[quiet]]) if quiet else mine
        w, b = risk_layer(both, np.concatenate([train.levels, everyday]))
        put("risk_level", "one", utterances.LEVELS, w, b, [0.5] * len(utterances.LEVELS))
        figures["risk"] = risk_figures(on_columns(held.texts, hashes) @ w + b, held.levels)
    table, offset = np.concatenate(weights, axis=1), np.concatenate(bias)
    scale = np.maximum(np.abs(table).max(0), 1e-9) / 127
    matter = np.argsort(-np.abs(table / scale).max(1))[:KEPT]
    matter = np.sort(matter)
    arrays[f"{code}.ids"] = hashes[matter].astype(np.uint32)
    arrays[f"{code}.weights"] = np.round(table[matter] / scale).astype(np.int8)
    arrays[f"{code}.scale"] = scale.astype(np.float32)
    arrays[f"{code}.bias"] = offset.astype(np.float32)
    measured = max(
        (v["macro_f1"] for v in figures.get("emotions", {}).values() if isinstance(v, dict)),
        default=0.0,
    )
    return {"layers": layers, "measured": measured, "figures": figures}


def risk_figures(z: np.ndarray, levels: np.ndarray) -> dict[str, Any]:
    """On held-out messages: any danger or none, and raised or more."""
    if not len(levels):
        return {"rows": 0}
    p, level = calibrate.softmax(z), levels.argmax(1)
    found: dict[str, Any] = {"rows": len(level)}
    for name, least in (("watch", 1), ("raised", 2)):
        found[f"auc_{name}"] = round(calibrate.auc(p[:, least:].sum(1), level >= least), 4)
    return found


def card(described: dict[str, Any]) -> str:
    """The card as Markdown."""
    lines = [
        f"# Model card: reader-multilingual {VERSION}",
        "",
        "The mean of six logistic layers on word and mark 1-2-grams and character 1-5-grams,",
        "a table a language, int8.",
        "Made by `python -m training.multilingual`, seeds fixed. Sources: BRIGHTER (Muhammad et",
        "al. 2025, CC BY 4.0), XED (Oehman et al. 2020, CC BY 4.0; subtitles, partly projected),",
        "and messages graded by danger written for Evenkeel (Apache-2.0).",
        "",
        "Macro-F1 over the language's own labels on our dev split, thresholds set on one half and",
        "judged on the other; danger: area under the curve on held-out batches.",
        "",
        "| language | set | rows | macro-F1 | calibration | intensity r | any danger | raised |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for code, entry in described.items():
        figures = entry["figures"]
        risk, strong = figures.get("risk", {}), figures.get("intensity", {})
        tail = f"{strong.get('pearson', '')} | {risk.get('auc_watch', '')} | "
        tail += f"{risk.get('auc_raised', '')} |"
        sets = {k: v for k, v in figures.get("emotions", {}).items() if isinstance(v, dict)}
        for name, f in sets.items():
            lines.append(
                f"| {code} | {name} | {f['rows']} | {f['macro_f1']:.3f} | "
                f"{f['calibration_error']:.3f} | {tail}"
            )
        if not sets:
            lines.append(f"| {code} | own | | | | {tail}")
    lines += [
        "",
        "## Limits",
        "",
        "- It counts n-grams: no order beyond neighbours, no irony. Rare emotions are weak.",
        "- The companion does not answer in these languages from it. What it hears of danger may",
        "  only raise what core.safety finds by its own rules.",
        "- Graded messages are few, by one writer a language; their batches share that hand.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
