"""Makes the language profile from lines of XED and BRIGHTER (both CC BY 4.0).

    python -m training.identify --data ../shared/data --out src/evenkeel/models/language-id

Counts n-grams per language (naive Bayes with add-one smoothing); seed fixed; half a minute.
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path

import numpy as np

from evenkeel.core.language.identify import BUCKETS, Identifier, ids_of, script_of

CODES = {
    "en": "en", "eng": "en", "es": "es", "esp": "es", "pt": "pt", "br": "pt", "ptbr": "pt",
    "fr": "fr", "de": "de", "deu": "de", "it": "it", "nl": "nl", "sv": "sv", "swe": "sv",
    "da": "da", "no": "no", "fi": "fi", "pl": "pl", "cs": "cs", "hu": "hu", "ro": "ro",
    "ron": "ro", "tr": "tr", "hr": "hr", "vi": "vi", "swa": "sw", "afr": "af", "et": "et",
    "ind": "id", "ru": "ru", "rus": "ru", "ukr": "uk", "bg": "bg",
}  # fmt: skip
CYRILLIC = frozenset(("ru", "uk", "bg"))
VERSION = "2026.11"
SOURCES = ("XED (Öhman et al. 2020), CC BY 4.0", "BRIGHTER (Muhammad et al. 2025), CC BY 4.0")
MOST_LINES = 4_000
TEST_SHARE = 0.1


def lines(data: Path) -> dict[str, list[str]]:
    """{language: lines}, shuffled with a fixed seed, at most `MOST_LINES` each."""
    found: dict[str, list[str]] = {}
    for name in (
        "xed/xed_human_train.csv",
        "xed/xed_projected_train.csv",
        "brighter/emotion_train_dev.csv",
    ):
        with (data / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                code = CODES.get(row["lang"])
                script = "CYRILLIC" if code in CYRILLIC else "LATIN"
                if code and script_of(row["text"]) == script:
                    found.setdefault(code, []).append(row["text"])
    rng = np.random.default_rng(0)
    return {
        code: [texts[i] for i in rng.permutation(len(texts))[:MOST_LINES]]
        for code, texts in sorted(found.items())
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    found = lines(arguments.data)
    languages = tuple(found)
    table = np.ones((BUCKETS, len(languages)), np.float64) * 0.3
    tests: list[tuple[str, str]] = []
    for column, (code, texts) in enumerate(found.items()):
        cut = int(len(texts) * TEST_SHARE)
        tests += [(code, text) for text in texts[:cut]]
        for text in texts[cut:]:
            np.add.at(table[:, column], ids_of(text), 1)
    table = np.log(table / table.sum(0))
    table -= table.mean(1, keepdims=True)
    scale = np.float32(np.abs(table).max() / 127)
    whole = np.round(table / scale).astype(np.int8)
    scripts = ["CYRILLIC" if code in CYRILLIC else "LATIN" for code in languages]
    figures = judge(Identifier(languages, tuple(scripts), whole * scale), tests)
    arguments.out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(arguments.out / "profile.npz", table=whole, scale=scale)
    described = {"languages": languages, "scripts": scripts, "figures": figures}
    text = json.dumps(described, indent=1) + "\n"
    (arguments.out / "languages.json").write_text(text, encoding="utf-8")
    (arguments.out / "card.json").write_text(
        json.dumps(
            {"version": VERSION, "seed": 0, "sources": SOURCES, "figures": figures}, indent=1
        )
        + "\n",
        encoding="utf-8",
    )
    (arguments.out / "card.md").write_text(card(figures, languages), encoding="utf-8")
    print(json.dumps(figures))


def card(figures: dict[str, float], languages: tuple[str, ...]) -> str:
    """The model card: data, licences, figures, limits."""
    rows = "\n".join(f"| {name.replace('_', ' ')} | {value} |" for name, value in figures.items())
    return f"""# Model card: language-id {VERSION}

Which language a message is in: character n-grams, naive Bayes, int8; {len(languages)} languages
({", ".join(languages)}); scripts other than Latin and Cyrillic are told by their letters alone.
Made by `python -m training.identify` with a fixed seed. Offline, numpy only.

Data: {"; ".join(SOURCES)}. A tenth of each language's lines was held out.

| on held-out lines | figure |
| --- | --- |
{rows}

Limits: film subtitles and social posts are not diaries. Messages under about twenty letters are
often unsure, and say so. Close neighbours (Danish and Norwegian, Croatian and other South Slavic
languages) are confused. Text that mixes languages gets one name. It decides nothing about danger.
"""


def judge(identifier: Identifier, tests: list[tuple[str, str]]) -> dict[str, float]:
    """Accuracy over held-out lines, all and only those it says it is sure of."""
    answers = [(code, identifier.identify(text)) for code, text in tests]
    sure = [(code, a) for code, a in answers if a.sure]
    english = [a for code, a in answers if code == "en"]
    called = [a for a in english if a.sure and a.language != "en"]
    return {
        "lines": len(tests),
        "accuracy": round(sum(c == a.language for c, a in answers) / len(answers), 4),
        "sure_share": round(len(sure) / len(answers), 4),
        "accuracy_when_sure": round(sum(c == a.language for c, a in sure) / len(sure), 4),
        "english_called_another_when_sure": round(len(called) / len(english), 4),
    }


if __name__ == "__main__":
    main()
