"""Write minilm.onnx: the graph of all-MiniLM-L6-v2, whose weights stay in the package's own file.

Run `python -m knowledge.notes.make_minilm_graph` (it needs the development dependency `onnx`)
when the package's weights change; then put the new constants into minilm.py.

Inputs: input_ids and attention_mask, int64 (batch, tokens). Output: embedding, float32
(batch, 384), mean-pooled over the mask and of unit length.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from knowledge.notes.minilm import GRAPH, WEIGHTS, WEIGHTS_SHA256, check_weights, model_folder

LAYERS, HEADS, HEAD_WIDTH, WIDTH = 6, 12, 32, 384
EPSILON = 1e-12
OPSET = 20


def main() -> None:
    weights = model_folder() / WEIGHTS
    check_weights(weights)
    if hashlib.sha256(weights.read_bytes()).hexdigest() != WEIGHTS_SHA256:
        raise SystemExit(f"{weights} is not the file that minilm.py names.")
    model = make_graph(weights)
    GRAPH.write_bytes(model.SerializeToString(deterministic=True))


def make_graph(weights: Path) -> ModelProto:
    """Return the whole model, its large tensors external by byte offset into `weights`."""
    graph = _Graph(_external_tensors(weights))
    hidden = _embeddings(graph)
    mask = graph.add("Unsqueeze", graph.cast("attention_mask"), graph.ints("axes_12", [1, 2]))
    bias = graph.add("Mul", graph.add("Sub", graph.one(), mask), graph.number("lowest", -1e9))
    for layer in range(LAYERS):
        hidden = _layer(graph, hidden, bias, f"encoder.layer.{layer}")
    graph.add("Identity", _pooled(graph, hidden), output="embedding")
    return helper.make_model(
        graph.proto(), opset_imports=[helper.make_opsetid("", OPSET)], ir_version=10
    )


def _embeddings(graph: "_Graph") -> str:
    words = graph.add("Gather", graph.weight("embeddings.word_embeddings.weight"), "input_ids")
    # A Range of position ids into Gather trips onnxruntime's optimiser; a slice does not.
    length = graph.add("Shape", "input_ids", start=1, end=2)
    positions = graph.add(
        "Slice",
        graph.weight("embeddings.position_embeddings.weight"),
        graph.ints("zero", [0]),
        length,
    )
    kinds = graph.weight("embeddings.token_type_embeddings.weight")
    kind = graph.add("Slice", kinds, graph.ints("zero", [0]), graph.ints("one", [1]))
    both = graph.add("Add", graph.add("Add", words, positions), kind)
    return graph.norm(both, "embeddings.LayerNorm")


def _layer(graph: "_Graph", hidden: str, bias: str, name: str) -> str:
    heads = {
        part: graph.add(
            "Transpose",
            graph.add(
                "Reshape",
                graph.dense(hidden, f"{name}.attention.self.{part}"),
                graph.ints("to_heads", [0, 0, HEADS, HEAD_WIDTH]),
            ),
            perm=[0, 2, 3, 1] if part == "key" else [0, 2, 1, 3],
        )
        for part in ("query", "key", "value")
    }
    scores = graph.add("MatMul", heads["query"], heads["key"])
    scaled = graph.add("Mul", scores, graph.number("scale", HEAD_WIDTH**-0.5))
    attention = graph.add("Softmax", graph.add("Add", scaled, bias), axis=-1)
    mixed = graph.add("MatMul", attention, heads["value"])
    mixed = graph.add("Transpose", mixed, perm=[0, 2, 1, 3])
    joined = graph.add("Reshape", mixed, graph.ints("from_heads", [0, 0, WIDTH]))
    attended = graph.dense(joined, f"{name}.attention.output.dense")
    hidden = graph.norm(graph.add("Add", attended, hidden), f"{name}.attention.output.LayerNorm")
    inner = graph.add("Gelu", graph.dense(hidden, f"{name}.intermediate.dense"))
    outer = graph.dense(inner, f"{name}.output.dense")
    return graph.norm(graph.add("Add", outer, hidden), f"{name}.output.LayerNorm")


def _pooled(graph: "_Graph", hidden: str) -> str:
    mask = graph.add("Unsqueeze", graph.cast("attention_mask"), graph.ints("axes_2", [2]))
    axis = graph.ints("one", [1])
    total = graph.add("ReduceSum", graph.add("Mul", hidden, mask), axis, keepdims=0)
    mean = graph.add("Div", total, graph.add("ReduceSum", mask, axis, keepdims=0))
    length = graph.add("ReduceL2", mean, axis, keepdims=1)
    return graph.add("Div", mean, length)


class _Graph:
    """Nodes as they are added, each under a name of its own."""

    def __init__(self, external: dict[str, TensorProto]) -> None:
        self._external = external
        self._nodes: list[NodeProto] = []
        self._tensors: dict[str, TensorProto] = {}

    def add(self, kind: str, *inputs: str, output: str = "", **attributes: Any) -> str:
        output = output or f"{kind}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, list(inputs), [output], **attributes))
        return output

    def weight(self, name: str) -> str:
        self._tensors[name] = self._external[name]
        return name

    def dense(self, hidden: str, name: str) -> str:
        turned = self.add("Transpose", self.weight(f"{name}.weight"), perm=[1, 0])
        return self.add("Add", self.add("MatMul", hidden, turned), self.weight(f"{name}.bias"))

    def norm(self, hidden: str, name: str) -> str:
        scale, shift = self.weight(f"{name}.weight"), self.weight(f"{name}.bias")
        return self.add("LayerNormalization", hidden, scale, shift, axis=-1, epsilon=EPSILON)

    def cast(self, name: str) -> str:
        return self.add("Cast", name, to=TensorProto.FLOAT)

    def one(self) -> str:
        return self.number("one_float", 1.0)

    def ints(self, name: str, values: Sequence[int]) -> str:
        self._tensors[name] = numpy_helper.from_array(np.array(values, dtype=np.int64), name)
        return name

    def number(self, name: str, value: float) -> str:
        self._tensors[name] = numpy_helper.from_array(np.array(value, dtype=np.float32), name)
        return name

    def proto(self) -> Any:
        tokens = [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
            for name in ("input_ids", "attention_mask")
        ]
        vector = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", WIDTH])
        tensors = list(self._tensors.values())
        return helper.make_graph(self._nodes, "minilm", tokens, [vector], initializer=tensors)


def _external_tensors(weights: Path) -> dict[str, TensorProto]:
    with weights.open("rb") as file:
        header_bytes = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(header_bytes))
    tensors = {}
    for name, entry in header.items():
        if entry.get("dtype") != "F32":
            continue
        begin, end = entry["data_offsets"]
        tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=entry["shape"])
        tensor.data_location = TensorProto.EXTERNAL
        place = {"location": WEIGHTS, "offset": 8 + header_bytes + begin, "length": end - begin}
        for key, value in place.items():
            tensor.external_data.add(key=key, value=str(value))
        tensors[name] = tensor
    return tensors


if __name__ == "__main__":
    main()
