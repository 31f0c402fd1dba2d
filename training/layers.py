"""Gives an exported encoder one more output: what its middle and last layers make of a line.

    python -m training.layers src/evenkeel/models/reader-en/encoder.onnx

Here: the nodes that are added to the graph. Not here: exporting (`export.py`), who reads the output
(`core.language.danger`). No weight is touched; a file that has the output is left as it is.

The last layer is bent towards what the encoder was trained on; those before it keep more of what
was there before, and new voices are better told apart by several together (Tenney et al. 2019).
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OUTPUT = "layers"
MEANS = (1, 2, 3, 4, 5)
"""Blocks (from 0) whose mean over the word pieces is given, each before the next; then the last
block's first piece ([CLS])."""
LAST = 5
SIZE = 384
WEIGHTS, LARGE = "encoder.weights", 100_000
"""The file of the large weights, and from how many bytes on a weight is large."""


def block(at: int) -> str:
    """The name that the exporter gives to a block's result: (batch, length, SIZE)."""
    return f"/encoder/blocks.{at}/norm2/LayerNormalization_output_0"


def add(path: Path) -> bool:
    """Add the output `layers`: (batch, (len(MEANS) + 1) * SIZE). False if the file has it."""
    model = onnx.load(str(path))
    graph = model.graph
    if any(found.name == OUTPUT for found in graph.output):
        return False
    constants = {"axis.last": [2], "axis.length": [1], "first": 0}
    for name, value in constants.items():
        whole = np.array(value, np.int64)
        graph.initializer.append(numpy_helper.from_array(whole, f"{OUTPUT}.{name}"))
    nodes = [
        helper.make_node("Unsqueeze", ["mask", f"{OUTPUT}.axis.last"], [f"{OUTPUT}.mask"]),
        helper.make_node(
            "ReduceSum", ["mask", f"{OUTPUT}.axis.length"], [f"{OUTPUT}.count"], keepdims=1
        ),
    ]
    parts = []
    for at in MEANS:
        kept, total, mean = (f"{OUTPUT}.{part}.{at}" for part in ("kept", "total", "mean"))
        nodes += [
            helper.make_node("Mul", [block(at), f"{OUTPUT}.mask"], [kept]),
            helper.make_node("ReduceSum", [kept, f"{OUTPUT}.axis.length"], [total], keepdims=0),
            helper.make_node("Div", [total, f"{OUTPUT}.count"], [mean]),
        ]
        parts.append(mean)
    cls = f"{OUTPUT}.cls"
    nodes.append(helper.make_node("Gather", [block(LAST), f"{OUTPUT}.first"], [cls], axis=1))
    nodes.append(helper.make_node("Concat", [*parts, cls], [OUTPUT], axis=1))
    graph.node.extend(nodes)
    size = (len(MEANS) + 1) * SIZE
    graph.output.append(helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["batch", size]))
    onnx.checker.check_model(model)
    save(model, path)
    return True


def save(model: onnx.ModelProto, path: Path) -> None:
    """Write the graph, and the large weights beside it: the runtime maps that file, so of the
    words' table only what is said is in memory (6 MB less), and keeps no copy of the rest."""
    (path.parent / WEIGHTS).unlink(missing_ok=True)  # else they would be appended to it
    onnx.save_model(
        model, str(path), save_as_external_data=True, location=WEIGHTS, size_threshold=LARGE
    )
    (path.parent / WEIGHTS).chmod(0o644)


if __name__ == "__main__":
    sys.stdout.write("added\n" if add(Path(sys.argv[1])) else "already there\n")
