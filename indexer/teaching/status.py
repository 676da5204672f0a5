"""Composed cases and labelled sentences -> the status reader that the repository ships. Heavy (torch); minutes, not seconds.

The last layers of MiniLM are fine-tuned to label every token of a text with the status of its segment. Labelled
sentences are put between the segments of composed cases, so that each is read among others. Every tenth text is held
out, and what is measured on those is written beside the weights.
"""

import json
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus import Corpus
from indexer.export import DEFAULT_MODEL, load_reference, quantised, weights_sha256
from indexer.manifest import file_sha256
from indexer.reading.segment import segment
from indexer.reading.spans import Segment
from indexer.reading.status import STATUSES
from indexer.status_reader import STATUS_READER_FILE, STATUS_TOKENIZER_FILE, OnnxStatusReader
from indexer.taught import TAUGHT_FILE, Taught, examples_sha256

if TYPE_CHECKING:
    import torch

LAYERS = 3  # of MiniLM's six: 0.02 less accurate on single sentences than six, at half the cost
EPOCHS = 5
BATCH = 8
RATE, HEAD_RATE = 2e-4, 1e-3
WARM_UP = 60  # steps
PRESENT_WEIGHT = 0.6  # of a present segment beside one that is not: there are twelve of them to each of those
SMOOTHING = 0.03
LONGEST_TOKENS = 384
MOST_PARTS = 22  # of a case, when sentences are put into it
HELD_OUT = (10, 3)  # every tenth text, from the fourth
SINGLES_SHARE = 6  # one labelled sentence in six is read alone in each epoch

Part = tuple[str, int]  # words, and their status's place in STATUSES


@dataclass(frozen=True, slots=True)
class _Labelled:
    text: str
    spans: tuple[tuple[int, int, int], ...]  # start, end, status


def teach(corpus: Corpus, folder: Path, say: Callable[[str], None], *, seed: int = 1, epochs: int = EPOCHS) -> Taught:
    """Teach the status reader and write it into `folder`, whole or not at all. Raises ModelUnavailable."""
    import torch

    torch.manual_seed(seed)
    chance = random.Random(seed)  # noqa: S311 (no secret)
    cases = labelled_cases(corpus)
    singles = [(one.text, STATUSES.index(one.status)) for one in corpus.statuses]
    network, tokenizer = _network()
    weights = [weight for weight in network.parameters() if weight.requires_grad]
    head = set(network.head.parameters())
    groups = [
        {"params": [weight for weight in weights if weight not in head], "lr": RATE},
        {"params": list(head), "lr": HEAD_RATE},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    taught_cases, taught_singles = _kept(cases), _kept(singles)
    steps = epochs * (len(taught_cases) + len(taught_singles) // SINGLES_SHARE) // BATCH
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1, step / WARM_UP) * max(0.02, 1 - step / max(steps, 1))
    )
    started = time.monotonic()
    for epoch in range(epochs):
        network.train()
        for batch in _batches(taught_cases, taught_singles, chance):
            scores, labels = _scores(network, tokenizer, batch)
            loss = torch.nn.functional.cross_entropy(scores, labels, label_smoothing=SMOOTHING, reduction="none")
            counts = torch.where(labels == 0, PRESENT_WEIGHT, 1.0)
            optimiser.zero_grad()
            ((loss * counts).sum() / counts.sum()).backward()
            torch.nn.utils.clip_grad_norm_(weights, 1)
            optimiser.step()
            schedule.step()
        say(f"Taught {epoch + 1} of {epochs} rounds in {time.monotonic() - started:.0f} s ...")
    network.eval()
    with tempfile.TemporaryDirectory() as scratch:
        return _write(network, tokenizer, corpus, Path(scratch), folder)


def labelled_cases(corpus: Corpus) -> list[_Labelled]:
    """Every composed case with the status of each of its segments: that of most of its characters."""
    found = []
    for vignette in corpus.vignettes:
        labels = np.zeros(len(vignette.text), dtype=np.int64)
        for stretch in vignette.statuses:
            start = vignette.text.index(stretch.text)
            labels[start : start + len(stretch.text)] = STATUSES.index(stretch.status)
        spans = tuple(
            (part.start, part.end, int(np.bincount(labels[part.start : part.end]).argmax()))
            for part in segment(vignette.text)
        )
        found.append(_Labelled(vignette.text, spans))
    return found


def _kept(items: Sequence[Any], *, held_out: bool = False) -> list[Any]:
    every, first = HELD_OUT
    return [item for place, item in enumerate(items) if (place % every == first) == held_out]


def _network() -> tuple[Any, Any]:
    """The reference model's first LAYERS layers with a head over STATUSES, its embeddings fixed; and its tokenizer."""
    import torch

    reference = load_reference(DEFAULT_MODEL)
    layers: Any = reference[0].auto_model
    layers.encoder.layer = layers.encoder.layer[:LAYERS]
    for weight in layers.parameters():
        weight.requires_grad = False
    for weight in layers.encoder.parameters():
        weight.requires_grad = True

    class Labeller(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = layers
            self.head = torch.nn.Linear(layers.config.hidden_size, len(STATUSES))

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor | None = None) -> torch.Tensor:
            """Scores of every token: (texts, tokens, statuses)."""
            mask = torch.ones_like(input_ids) if attention_mask is None else attention_mask
            types = torch.zeros_like(input_ids)
            hidden = layers(input_ids=input_ids, attention_mask=mask, token_type_ids=types).last_hidden_state
            scores: torch.Tensor = self.head(hidden)
            return scores

    return Labeller(), reference.tokenizer


def _batches(cases: Sequence[_Labelled], singles: Sequence[Part], chance: random.Random) -> Iterator[list[_Labelled]]:
    pool = [*singles, *chance.sample(singles, len(singles))]
    items = [_mixed(case, pool, chance) for case in cases]
    alone = chance.sample(singles, len(singles) // SINGLES_SHARE)
    items += [_Labelled(text, ((0, len(text), status),)) for text, status in alone]
    items.sort(key=lambda item: len(item.text) + chance.random() * 200)
    batches = [items[start : start + BATCH] for start in range(0, len(items), BATCH)]
    chance.shuffle(batches)
    yield from batches


def _mixed(case: _Labelled, pool: list[Part], chance: random.Random) -> _Labelled:
    """The case with up to two labelled sentences put between its segments."""
    parts = [(case.text[start:end], status) for start, end, status in case.spans]
    for place in sorted(
        chance.sample(range(len(parts) + 1), min(chance.choice([0, 1, 1, 2]), len(parts))), reverse=True
    ):
        if pool:
            parts.insert(place, pool.pop())
    if len(parts) > MOST_PARTS:
        first = chance.randrange(len(parts) - MOST_PARTS + 1)
        parts = parts[first : first + MOST_PARTS]
    text, spans = "", []
    for words, status in parts:
        ended = words + ("." if words[-1].isalnum() and chance.random() < 0.5 else "")
        start = len(text) + bool(text)
        text += (" " if text else "") + ended
        spans.append((start, start + len(words), status))
    return _Labelled(text, tuple(spans))


def _scores(network: Any, tokenizer: Any, items: Sequence[_Labelled]) -> tuple["torch.Tensor", "torch.Tensor"]:
    """Mean scores of each segment's tokens, (segments, statuses), and its status, (segments,)."""
    import torch

    encoded = tokenizer(
        [item.text for item in items],
        padding=True,
        truncation=True,
        max_length=LONGEST_TOKENS,
        return_offsets_mapping=True,
        return_tensors="pt",
    )
    offsets = encoded["offset_mapping"].numpy()
    middles, real = offsets.mean(axis=2), offsets[:, :, 1] > offsets[:, :, 0]
    shares, labels = [], []
    for row, item in enumerate(items):
        for start, end, status in item.spans:
            inside = real[row] & (middles[row] >= start) & (middles[row] < end)
            if inside.any():
                share = np.zeros(real.shape, dtype=np.float32)
                share[row, inside] = 1 / inside.sum()
                shares.append(share.ravel())
                labels.append(status)
    scores = network(encoded["input_ids"], encoded["attention_mask"])
    return torch.tensor(np.array(shares)) @ scores.reshape(-1, len(STATUSES)), torch.tensor(labels)


def _write(network: Any, tokenizer: Any, corpus: Corpus, scratch: Path, folder: Path) -> Taught:
    import torch

    example = tokenizer("A child was seen at home.", return_tensors="pt")["input_ids"]
    axes = {"input_ids": {0: "n", 1: "length"}, "scores": {0: "n", 1: "length"}}
    quantised(network, (example,), scratch / STATUS_READER_FILE, ["input_ids"], ["scores"], axes)
    fast = tokenizer.backend_tokenizer
    fast.no_truncation()
    fast.no_padding()
    fast.save(str(scratch / STATUS_TOKENIZER_FILE))
    reader = OnnxStatusReader(scratch, threads=torch.get_num_threads())
    alone = [_Labelled(one.text, ((0, len(one.text), STATUSES.index(one.status)),)) for one in corpus.statuses]
    taught = Taught(
        model_sha256=weights_sha256(DEFAULT_MODEL),
        reader_sha256=file_sha256(scratch / STATUS_READER_FILE),
        tokenizer_sha256=file_sha256(scratch / STATUS_TOKENIZER_FILE),
        examples_sha256=examples_sha256(corpus),
        parts_in_cases=_measured(reader, _kept(labelled_cases(corpus), held_out=True)),
        sentences_alone=_measured(reader, _kept(alone, held_out=True)),
    )
    folder.mkdir(parents=True, exist_ok=True)
    (scratch / TAUGHT_FILE).write_text(json.dumps(taught.model_dump(), indent=1) + "\n", encoding="utf-8")
    names = (STATUS_READER_FILE, STATUS_TOKENIZER_FILE, TAUGHT_FILE)
    for name in names:
        shutil.copyfile(scratch / name, folder / f"{name}.partial")
    for name in names:
        (folder / f"{name}.partial").replace(folder / name)
    return taught


def _measured(reader: OnnxStatusReader, held_out: Sequence[_Labelled]) -> dict[str, float]:
    """Accuracy, and precision and recall of "not present", over the segments of texts that taught nothing."""
    found, expected = [], []
    for item in held_out:
        parts = [Segment(start=start, end=end) for start, end, _ in item.spans]
        found += reader.probabilities(item.text, parts).argmax(axis=1).tolist()
        expected += [status for _, _, status in item.spans]
    ours, theirs = np.array(found), np.array(expected)
    return {
        "parts": len(theirs),
        "accuracy": round(float((ours == theirs).mean()), 3),
        "precision_not_present": round(float((theirs[ours > 0] > 0).mean()), 3) if (ours > 0).any() else 0.0,
        "recall_not_present": round(float((ours[theirs > 0] > 0).mean()), 3),
    }
