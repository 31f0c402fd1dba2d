"""Writes the trained network as one int8 ONNX file that the reader runs.

Here: the exported graph, quantisation, the check that both say the same. Not here: training,
calibration (`calibrate.py`).

Quantisation: dynamic int8, weights per channel (Jacob et al. 2018), embeddings included.
"""

from __future__ import annotations

import warnings
from copy import deepcopy
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from training import layers
from training.encoder import mean_of
from training.fit import LONGEST, Matrix, padded
from training.network import TOKENS, Network

OPSET = 17


class Exported(nn.Module):
    """ids, mask -> scores (batch, labels of all heads in order), spans (batch, length, token
    heads), similar (batch, 384)."""

    def __init__(self, network: Network, names: list[str]) -> None:
        super().__init__()
        self.encoder = deepcopy(network.encoder)
        for block in self.encoder.blocks:
            block.fused = True
        self.similar = network.similar
        rows = [network.heads[n] for n in names if network.kinds[n] != TOKENS]
        tokens = [network.heads[n] for n in names if network.kinds[n] == TOKENS]
        self.scores, self.spans = _joined(rows), _joined(tokens) if tokens else None

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        vectors = self.encoder(ids, mask)
        mean = mean_of(vectors, mask)
        scores = self.scores(torch.cat([mean, vectors[:, 0]], dim=1))
        similar = functional.normalize(self.similar(mean), dim=1)
        if self.spans is None:
            return scores, similar
        return scores, similar, self.spans(vectors)


def _joined(layers: list[nn.Module]) -> nn.Linear:
    weight = torch.cat([layer.weight for layer in layers])
    joined = nn.Linear(weight.shape[1], weight.shape[0])
    with torch.no_grad():
        joined.weight.copy_(weight)
        joined.bias.copy_(torch.cat([layer.bias for layer in layers]))
    return joined


def write(network: Network, names: list[str], out: Path) -> tuple[Path, Path]:
    """(float32 file beside it, int8 file `out`). Heads in the order of `names`."""
    out.parent.mkdir(parents=True, exist_ok=True)
    full = out.with_suffix(".float32.onnx")
    model = Exported(network, names).eval()
    ids, mask = torch.randint(5, 1000, (2, 9)), torch.ones(2, 9)
    outputs = ["scores", "similar", *(["spans"] if model.spans is not None else [])]
    axes = {"ids": {0: "batch", 1: "length"}, "mask": {0: "batch", 1: "length"}}
    axes |= {"scores": {0: "batch"}, "similar": {0: "batch"}}
    axes |= {"spans": {0: "batch", 1: "length"}} if model.spans is not None else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model,
            (ids, mask),
            str(full),
            input_names=["ids", "mask"],
            output_names=outputs,
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
            custom_opsets={"com.microsoft": 1},
        )
    quantize_dynamic(
        str(full),
        str(out),
        per_channel=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul", "Gemm", "Gather"],
        extra_options={"MatMulConstBOnly": True},
    )
    layers.add(out)
    return full, out


def session(path: Path) -> onnxruntime.InferenceSession:
    """As the reader opens it: one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


class Full:
    """The float32 file, run as the reader runs the int8 one, to tell what quantisation costs."""

    def __init__(self, path: Path, tokenizer: Tokenizer) -> None:
        self._session, self._tokenizer = session(path), tokenizer

    def run(self, lines: list[str]) -> Matrix:
        """Raw scores of each line."""
        encoded = self._tokenizer.encode_batch(lines)
        order = sorted(range(len(lines)), key=lambda at: len(encoded[at].ids))
        rows: list[Matrix] = []
        for start in range(0, len(order), 16):
            chosen = order[start : start + 16]
            ids, mask = padded([encoded[at].ids[:LONGEST] for at in chosen])
            feed = {"ids": ids.numpy(), "mask": mask.numpy()}
            rows.extend(self._session.run(["scores"], feed)[0])
        return np.array([rows[at] for at in np.argsort(order)])
