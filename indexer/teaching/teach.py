"""Composed cases, labelled sentences and cues -> the case reader that the repository ships. Heavy (torch); minutes, not seconds.

The first layers of MiniLM are fine-tuned to label every token of a text with the status of its segment and with the
themes and learning points that it speaks to. One text in ten is held out, and what is measured on those is written beside the weights.
"""

import json
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus import Corpus
from indexer.case_reader import CASE_READER_FILE, CASE_TOKENIZER_FILE, LABELS, OnnxCaseReader
from indexer.export import DEFAULT_MODEL, quantised, weights_sha256
from indexer.fitting.ranking import ndcg
from indexer.manifest import file_sha256
from indexer.reading.spans import Segment
from indexer.taught import TAUGHT_FILE, Taught, examples_sha256
from indexer.teaching.examples import Batches, Case, labelled_cases, labelled_cues, labelled_sentences
from indexer.teaching.network import loss, network
from indexer.telling import Shorthand

EPOCHS = 8
RATE, STATUS_RATE, THEME_RATE = 2e-4, 1e-3, 3e-3
WARM_UP = 60  # steps
LEAST_RATE = 0.02  # of each rate, at the end

Places = npt.NDArray[np.int64]


def teach(corpus: Corpus, folder: Path, say: Callable[[str], None], *, seed: int = 1, epochs: int = EPOCHS) -> Taught:
    """Teach the case reader and write it into `folder`, whole or not at all. Raises ModelUnavailable."""
    import torch

    torch.manual_seed(seed)
    chance = random.Random(seed)  # noqa: S311 (no secret)
    labeller, tokenizer = network(len(corpus.themes), len(corpus.learning_points))
    theme_of = np.array([place for place, theme in enumerate(corpus.themes) for _ in theme.learning_points])
    batches = Batches(
        labelled_cases(corpus, held_out=False),
        labelled_sentences(corpus, held_out=False),
        labelled_cues(corpus),
        Shorthand(corpus.glossary),
        chance,
    )
    layers = list(labeller.model.encoder.parameters())
    optimiser = torch.optim.AdamW(
        [
            {"params": layers, "lr": RATE},
            {"params": list(labeller.statuses.parameters()), "lr": STATUS_RATE},
            {"params": [*labeller.themes.parameters(), *labeller.points.parameters()], "lr": THEME_RATE},
        ],
        weight_decay=0.01,
    )
    steps = epochs * len(batches)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1, (step + 1) / WARM_UP) * max(LEAST_RATE, 1 - step / steps)
    )
    started = time.monotonic()
    labeller.train()
    for epoch in range(epochs):
        losses = []
        for batch in batches.round():
            optimiser.zero_grad()
            step = loss(labeller, tokenizer, batch, theme_of)
            step.backward()
            torch.nn.utils.clip_grad_norm_(layers, 1)
            optimiser.step()
            schedule.step()
            losses.append(float(step))
        say(
            f"Taught {epoch + 1} of {epochs} rounds in {time.monotonic() - started:.0f} s, loss {np.mean(losses):.2f} ..."
        )
    labeller.eval()
    with tempfile.TemporaryDirectory() as scratch:
        return _write(labeller, tokenizer, corpus, Path(scratch), folder, theme_of)


def _write(labeller: Any, tokenizer: Any, corpus: Corpus, scratch: Path, folder: Path, theme_of: Places) -> Taught:
    import torch

    example = tokenizer("A child was seen at home.", return_tensors="pt")["input_ids"]
    axes = {name: {0: "n", 1: "length"} for name in ("input_ids", *LABELS)}
    quantised(labeller, (example,), scratch / CASE_READER_FILE, ["input_ids"], list(LABELS), axes)
    fast = tokenizer.backend_tokenizer
    fast.no_truncation()
    fast.no_padding()
    fast.save(str(scratch / CASE_TOKENIZER_FILE))
    reader = OnnxCaseReader(scratch, threads=torch.get_num_threads())
    cases = labelled_cases(corpus, held_out=True)
    taught = Taught(
        model_sha256=weights_sha256(DEFAULT_MODEL),
        reader_sha256=file_sha256(scratch / CASE_READER_FILE),
        tokenizer_sha256=file_sha256(scratch / CASE_TOKENIZER_FILE),
        examples_sha256=examples_sha256(corpus),
        theme_ids=tuple(theme.id for theme in corpus.themes),
        point_ids=tuple(point.id for point in corpus.learning_points),
        parts_in_cases=_statuses_measured(reader, cases),
        sentences_alone=_statuses_measured(reader, labelled_sentences(corpus, held_out=True)),
        themes_of_cases=_themes_measured(reader, cases),
        words_of_themes=_words_measured(reader, cases, theme_of),
    )
    folder.mkdir(parents=True, exist_ok=True)
    (scratch / TAUGHT_FILE).write_text(json.dumps(taught.model_dump(), indent=1) + "\n", encoding="utf-8")
    names = (CASE_READER_FILE, CASE_TOKENIZER_FILE, TAUGHT_FILE)
    for name in names:
        shutil.copyfile(scratch / name, folder / f"{name}.partial")
    for name in names:
        (folder / f"{name}.partial").replace(folder / name)
    return taught


def _parts_of(case: Case) -> list[Segment]:
    return [Segment(start=part.start, end=part.end) for part in case.parts]


def _statuses_measured(reader: OnnxCaseReader, held_out: Sequence[Case]) -> dict[str, float]:
    """Accuracy, and precision and recall of "not present", over the parts of texts that taught nothing."""
    found, expected = [], []
    for case in held_out:
        found += reader.read(case.text, _parts_of(case)).statuses.argmax(axis=1).tolist()
        expected += [part.status for part in case.parts]
    ours, theirs = np.array(found), np.array(expected)
    return {
        "parts": len(theirs),
        "accuracy": round(float((ours == theirs).mean()), 3),
        "precision_not_present": round(float((theirs[ours > 0] > 0).mean()), 3) if (ours > 0).any() else 0.0,
        "recall_not_present": round(float((ours[theirs > 0] > 0).mean()), 3) if (theirs > 0).any() else 0.0,
    }


def _themes_measured(reader: OnnxCaseReader, held_out: Sequence[Case]) -> dict[str, float]:
    """nDCG@10 of the themes, each scored by the parts that are present, over cases that taught nothing."""
    found = []
    for case in held_out:
        present = [part for part in case.parts if part.status == 0]
        if case.grades.any() and present:
            rows = reader.read(case.text, _parts_of(case)).themes[[part.status == 0 for part in case.parts]]
            found.append(ndcg(np.logaddexp.reduce(rows, axis=0), case.grades))
    return {"cases": len(found), "ndcg_at_10": round(float(np.mean(found)), 3) if found else 0.0}


def _words_measured(reader: OnnxCaseReader, held_out: Sequence[Case], theme_of: Places) -> dict[str, float]:
    """How often the part that scores highest for a theme is one that was marked, and the point among its theme's likewise."""
    parts, points = [], []
    for case in held_out:
        read = reader.read(case.text, _parts_of(case))
        for theme in sorted({one.theme for part in case.parts for one in part.carries}):
            marked = {row for row, part in enumerate(case.parts) for one in part.carries if one.theme == theme}
            parts.append(int(read.themes[:, theme].argmax()) in marked)
            wanted = {one.point for row in marked for one in case.parts[row].carries if one.theme == theme} - {-1}
            if wanted:
                rivals = np.where(theme_of == theme, read.points[sorted(marked)].mean(axis=0), -np.inf)
                points.append(int(rivals.argmax()) in wanted)
    return {
        "themes": len(parts),
        "right_part": round(float(np.mean(parts)), 3) if parts else 0.0,
        "right_point": round(float(np.mean(points)), 3) if points else 0.0,
    }
