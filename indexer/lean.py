"""The int8 graph as it was exported -> the same weights in fewer and faster steps. Needs `onnx`, at build only.

An exported BERT spends more than a third of its time beside its products: on masks that say nothing where one text is
a run of its own, on shapes worked out step by step, and on steps that onnxruntime joins badly. Written anew, a layer
is one step of attention, three products that add their own bias, two sums and two normalisations.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from indexer.case_reader import WIDTHS

MICROSOFT = "com.microsoft"
NORM_EPSILON = 1e-12  # BERT's
WEIGHTS_SUFFIX = ".bin"
LEAST_BESIDE = 1024  # bytes of an array that goes into the file beside
_WORDS = "embeddings.word_embeddings.weight"

Array = npt.NDArray[np.generic]


class NotLean(Exception):
    """The graph is not of the form that is written anew here; it serves as it was exported."""


@dataclass(frozen=True, slots=True)
class _Product:
    """int8 weights (inputs, outputs), a scale for each output, and the bias."""

    weights: Array
    scale: Array
    bias: Array


def lean(path: Path, *, heads: int, output: str, labels: Sequence[str] = ()) -> None:
    """Write the quantised BERT graph at `path` anew, in its place: `input_ids`, (1, length), -> `output`.

    The weights go into a file beside it, which is mapped into memory and not read: of the table of words, the
    half of all weights, only the pages of words that cases use are ever held.

    Where `labels` names products that label tokens, the graph gives (1, length, labels of all of them, in their order);
    without, it gives the mean of its tokens, of unit length, (1, dimension). No heads mean another architecture. Raises NotLean, and leaves the file, where the graph is of another architecture.
    """
    if not heads:
        raise NotLean("it is no BERT, or not its mean")
    model = onnx.load(str(path))
    arrays = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}
    products = _products(model.graph, arrays)
    written = _Writer(arrays, _joined(products, labels)).write(heads, output)
    if labels:
        widths = " ".join(str(products[name].weights.shape[1]) for name in labels)
        helper.set_model_props(written, {WIDTHS: widths})
    put_weights_beside(written, path)


def put_weights_beside(model: onnx.ModelProto, path: Path) -> None:
    """Write a graph to `path` and its weights into the file beside it, `path` with WEIGHTS_SUFFIX."""
    beside = path.with_name(weights_beside(path.name))
    beside.unlink(missing_ok=True)  # onnx would add to it
    onnx.save_model(
        model,
        str(path),
        save_as_external_data=True,
        all_tensors_to_one_file=True,
        location=beside.name,
        size_threshold=LEAST_BESIDE,
    )
    beside.chmod(0o644)


def weights_beside(name: str) -> str:
    """The name of the file of weights beside a graph's."""
    return Path(name).with_suffix(WEIGHTS_SUFFIX).name


def _products(graph: onnx.GraphProto, arrays: Mapping[str, Array]) -> dict[str, _Product]:
    """The products of a quantised graph by the path of their module, such as "layer.0/attention/self/query"."""
    found = {}
    for node in graph.node:
        if node.op_type == "MatMulInteger" and node.input[1].endswith("_quantized"):
            module = node.name.removesuffix("/MatMul_quant").removesuffix("/MatMul")
            module = module.partition("/encoder/")[2] or module.removeprefix("/")
            stem = node.input[1].removesuffix("_quantized")
            try:
                weights, scale = arrays[node.input[1]], arrays[f"{stem}_scale"]
                found[module] = _Product(weights, scale, _ending(arrays, f"{module.replace('/', '.')}.bias"))
            except KeyError as error:
                raise NotLean(str(error)) from error
            if weights.dtype != np.int8 or scale.shape != (weights.shape[1],) or arrays[f"{stem}_zero_point"].any():
                raise NotLean(f"{module} is not quantised by channel without zero points")
    return found


def _joined(products: Mapping[str, _Product], labels: Sequence[str]) -> dict[str, _Product]:
    """The products with those that label tokens in one, `head`. Raises NotLean."""
    if not labels:
        return dict(products)
    try:
        parts = [products[name] for name in labels]
    except KeyError as error:
        raise NotLean(f"there is no product {error}") from error
    whole = _Product(
        *(np.concatenate([getattr(one, name) for one in parts], axis=-1) for name in ("weights", "scale", "bias"))
    )
    return {"head": whole, **{name: one for name, one in products.items() if name not in labels}}


def _ending(arrays: Mapping[str, Array], name: str) -> Array:
    """The one array whose name is `name`, or ends with it after a full stop. Raises NotLean."""
    found = [key for key in arrays if key == name or key.endswith(f".{name}")]
    if len(found) != 1:
        raise NotLean(f"{len(found)} arrays are named {name}")
    return arrays[found[0]]


class _Writer:
    """Nodes and arrays of a graph, as they are added to it."""

    def __init__(self, arrays: Mapping[str, Array], products: Mapping[str, _Product]) -> None:
        self._arrays = arrays
        self._products = products
        self._nodes: list[onnx.NodeProto] = []
        self._kept: list[onnx.TensorProto] = []

    def write(self, heads: int, output: str) -> onnx.ModelProto:
        layers = sum(name.endswith("self/query") for name in self._products)
        if not layers or set(self._products) - {"head"} != {
            f"layer.{layer}/{name}"
            for layer in range(layers)
            for name in (*(f"attention/self/{one}" for one in ("query", "key", "value")), "attention/output/dense",
                         "intermediate/dense", "output/dense")
        }:  # fmt: skip
            raise NotLean("the products are not those of BERT")
        state = self._embeddings()
        for layer in range(layers):
            state = self._layer(f"layer.{layer}", state, heads)
        if "head" in self._products:
            state, shape = self._product("head", state), [1, "length", self._products["head"].weights.shape[1]]
        else:
            state, shape = self._pooled(state), [1, self._products["layer.0/output/dense"].weights.shape[1]]
        self._node("Identity", [state], output)
        graph = helper.make_graph(
            self._nodes,
            "lean",
            [helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, "length"])],
            [helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)],
            self._kept,
        )
        versions = [helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=versions, ir_version=8)

    def _node(self, kind: str, inputs: list[str], name: str, **attributes: Any) -> str:
        domain = MICROSOFT if kind in ("QAttention", "DynamicQuantizeMatMul", "Gelu") else ""
        self._nodes.append(helper.make_node(kind, inputs, [name], name=name, domain=domain, **attributes))
        return name

    def _keep(self, name: str, array: Array) -> str:
        self._kept.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def _embeddings(self) -> str:
        """Words stay int8; places, and the one kind of text, are added up beforehand."""
        places, kinds = (
            self._dequantised(f"embeddings.{name}_embeddings.weight") for name in ("position", "token_type")
        )
        scale, zero = (_ending(self._arrays, f"{_WORDS}_{part}") for part in ("scale", "zero_point"))
        words = self._keep("words", _ending(self._arrays, f"{_WORDS}_quantized"))
        self._node("Gather", [words, "input_ids"], "picked")
        self._node(
            "DequantizeLinear", ["picked", self._keep("words.scale", scale), self._keep("words.zero", zero)], "said"
        )
        self._node("Shape", ["input_ids"], "length", start=1, end=2)
        first, along = (
            self._keep("first", np.zeros(1, dtype=np.int64)),
            self._keep("along", np.zeros(1, dtype=np.int64)),
        )
        self._node("Slice", [self._keep("places", places + kinds[0]), first, "length", along], "placed")
        self._node("Add", ["said", "placed"], "embedded")
        return self._norm("embeddings", "embedded")

    def _dequantised(self, name: str) -> npt.NDArray[np.float32]:
        values, scale, zero = (_ending(self._arrays, f"{name}_{part}") for part in ("quantized", "scale", "zero_point"))
        return ((values.astype(np.int32) - int(zero)) * np.float32(scale)).astype(np.float32)

    def _layer(self, name: str, state: str, heads: int) -> str:
        attended = self._attention(f"{name}/attention", state, heads)
        spoken = self._product(f"{name}/attention/output/dense", attended)
        middle = self._norm(f"{name}/attention/output", self._node("Add", [spoken, state], f"{name}/sum"))
        wide = self._product(f"{name}/intermediate/dense", middle)
        narrow = self._product(f"{name}/output/dense", self._node("Gelu", [wide], f"{name}/gelu"))
        return self._norm(f"{name}/output", self._node("Add", [narrow, middle], f"{name}/output/sum"))

    def _attention(self, name: str, state: str, heads: int) -> str:
        parts = [self._products[f"{name}/self/{one}"] for one in ("query", "key", "value")]
        kept = {
            part: self._keep(f"{name}/{part}", np.concatenate([getattr(one, part) for one in parts], axis=-1))
            for part in ("weights", "bias", "scale")
        }
        zero = self._keep(f"{name}/zero", np.zeros(sum(one.scale.size for one in parts), dtype=np.int8))
        outputs = [f"{state}/int8", f"{state}/scale", f"{state}/zero"]
        self._nodes.append(helper.make_node("DynamicQuantizeLinear", [state], outputs, name=f"{state}/quantised"))
        inputs = [outputs[0], kept["weights"], kept["bias"], outputs[1], kept["scale"], "", outputs[2], zero]
        return self._node("QAttention", inputs, f"{name}/attended", num_heads=heads)

    def _product(self, name: str, state: str) -> str:
        one = self._products[name]
        zero = np.zeros(one.scale.shape, dtype=np.int8)
        parts = {"weights": one.weights, "scale": one.scale, "zero": zero, "bias": one.bias}
        kept = [self._keep(f"{name}/{part}", array) for part, array in parts.items()]
        return self._node("DynamicQuantizeMatMul", [state, *kept], f"{name}/product")

    def _norm(self, name: str, state: str) -> str:
        module = f"{name}.LayerNorm".replace("/", ".")
        parts = [
            self._keep(f"{module}.{part}", _ending(self._arrays, f"{module}.{part}")) for part in ("weight", "bias")
        ]
        return self._node("LayerNormalization", [state, *parts], f"{name}/normalised", axis=-1, epsilon=NORM_EPSILON)

    def _pooled(self, state: str) -> str:
        self._node("ReduceMean", [state], "mean", axes=[1], keepdims=0)
        return self._node("LpNormalization", ["mean"], "unit", axis=-1, p=2)
