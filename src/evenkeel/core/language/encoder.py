"""Runs the trained encoder: lines in; scores of all heads, spans and an embedding out.

Here: the ONNX session, its tokenizer, batches. Not here: what a score means (`model.py`), what a
line is (`plain.py`), how the file is made (`training/`).

One thread a run: several members are answered at a time, and a message takes milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

ENCODER, TOKENIZER = "encoder.onnx", "tokenizer.json"
# Word pieces of a line that are read; training saw no more.
LONGEST = 96
# Lines run together by `run`. More is hardly faster, and costs memory.
BATCH = 8
# Fusions of operators that are slower than their parts: 3.3 and 2.8 ms a message of 24 pieces.
SLOWER_TOGETHER = ["SkipLayerNormFusion", "GeluFusion"]

Floats = NDArray[np.float32]


class Encoded(NamedTuple):
    """One line: raw `scores` (labels of all heads), `similar` (384, of unit length), `spans`: the
    raw score of each word piece for each span head, beside its `places` in the line, and `layers`:
    what the upper layers make of the line (`training/layers.py`), of length 0 in older artefacts.
    """

    scores: Floats
    similar: Floats
    spans: Floats
    places: tuple[tuple[int, int], ...]
    layers: Floats


class Encoder:
    """The encoder of one artefact's folder. Raises `OSError` or `ValueError` if it is torn."""

    def __init__(self, folder: Path) -> None:
        # Both libraries take a while to import, so only whoever reads pays for them.
        import onnxruntime  # noqa: PLC0415
        from tokenizers import Tokenizer  # noqa: PLC0415

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # Memory goes back after each run: as fast here, and 20 MB less for a server that waits.
        options.enable_cpu_mem_arena = options.enable_mem_pattern = False
        options.log_severity_level = 4
        self._session: Any = onnxruntime.InferenceSession(
            str(folder / ENCODER),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=SLOWER_TOGETHER,
        )
        self._outputs = tuple(output.name for output in self._session.get_outputs())
        self._tokenizer: Any = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST)

    def run(self, lines: Sequence[str]) -> list[Encoded]:
        """Each line's output, in order. Lines of like length are run together, `BATCH` at a time:
        a line's scores then differ in the third digit from those of a run by itself."""
        encoded = self._tokenizer.encode_batch(list(lines))
        order = sorted(range(len(lines)), key=lambda at: len(encoded[at].ids))
        found: dict[int, Encoded] = {}
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            outputs = self._run([encoded[at].ids for at in chosen])
            for row, at in enumerate(chosen):
                count = len(encoded[at].ids)
                spans, layers = outputs.get("spans"), outputs.get("layers")
                found[at] = Encoded(
                    outputs["scores"][row],
                    outputs["similar"][row],
                    np.zeros((count, 0), np.float32) if spans is None else spans[row, :count],
                    tuple(encoded[at].offsets),
                    np.zeros(0, np.float32) if layers is None else layers[row],
                )
        return [found[at] for at in range(len(lines))]

    def _run(self, rows: Sequence[Sequence[int]]) -> dict[str, Floats]:
        ids = np.zeros((len(rows), max(map(len, rows))), np.int64)
        mask = np.zeros(ids.shape, np.float32)
        for at, row in enumerate(rows):
            ids[at, : len(row)] = row
            mask[at, : len(row)] = 1
        values = self._session.run(self._outputs, {"ids": ids, "mask": mask})
        return dict(zip(self._outputs, values, strict=True))
