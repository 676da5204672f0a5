"""The network that becomes the case reader, and what it is taught to make small. Heavy (torch)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from indexer.export import DEFAULT_MODEL, load_reference
from indexer.reading.status import STATUSES
from indexer.teaching.examples import Batch, Carries, Case

if TYPE_CHECKING:
    import torch

LAYERS = 3  # of MiniLM's six
LONGEST_TOKENS = 512  # what the model has places for
PRESENT_WEIGHT = 0.6  # of a present segment beside one that is not: there are twelve of them to each of those
SMOOTHING = 0.03
CUE_SMOOTHING = 0.05
STATUS_WEIGHT = 5.0  # of the statuses' loss beside the themes'
YES_OR_NO_WEIGHT = 0.125  # of each theme's own yes or no beside the order of all of them
CARRIED_WEIGHT = 0.4  # of which words carry a theme, and which themes those words carry
POINT_WEIGHT = 0.3  # of which learning point they call for
RULED_OUT_WEIGHT = 8.0  # of a ruled-out theme beside another that is not relevant
RARE = -3.0  # the log-odds that a theme starts from


def network(n_themes: int, n_points: int) -> tuple[Any, Any]:
    """The reference model's first LAYERS layers with three heads, its embeddings fixed; and its tokenizer.

    It maps token ids (texts, tokens) to scores (texts, tokens, statuses), (texts, tokens, themes) and of points alike.
    """
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
            self.statuses = torch.nn.Linear(layers.config.hidden_size, len(STATUSES))
            self.themes = torch.nn.Linear(layers.config.hidden_size, n_themes)
            self.points = torch.nn.Linear(layers.config.hidden_size, n_points)
            torch.nn.init.normal_(self.themes.weight, std=0.02)
            torch.nn.init.constant_(self.themes.bias, RARE)
            torch.nn.init.normal_(self.points.weight, std=0.02)

        def forward(
            self, input_ids: torch.Tensor, attention_mask: torch.Tensor | None = None
        ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
            mask = torch.ones_like(input_ids) if attention_mask is None else attention_mask
            types = torch.zeros_like(input_ids)
            hidden = layers(input_ids=input_ids, attention_mask=mask, token_type_ids=types).last_hidden_state
            return self.statuses(hidden), self.themes(hidden), self.points(hidden)

    return Labeller(), reference.tokenizer


def loss(labeller: Any, tokenizer: Any, batch: Batch, theme_of: npt.NDArray[np.int64]) -> "torch.Tensor":
    """What a step makes smaller: statuses of parts, the order of a case's themes (ListNet, Cao et al. 2007), cues, which
    words carry a theme, and which learning point those call for.

    `theme_of`, (points,), says which theme each learning point is of.
    """
    import torch

    cross_entropy = torch.nn.functional.cross_entropy
    statuses, themes, carried, points = [], [], [], []
    read = [*_read(labeller, tokenizer, batch.cases), *_read(labeller, tokenizer, batch.alone)]
    for case, (status, theme, point, places) in zip((*batch.cases, *batch.alone), read, strict=True):
        statuses.append((status, [case.parts[place].status for place in places]))
        speaks = [row for row, place in enumerate(places) if case.parts[place].speaks and case.parts[place].status == 0]
        if case.grades.any() and speaks:
            themes.append(_of_themes(torch.logsumexp(theme[speaks], dim=0), case))
            carries = [case.parts[places[row]].carries for row in speaks]
            carried += _of_carried(theme[speaks], carries)
            points += [(point[row], one.point) for row, ones in zip(speaks, carries, strict=True) for one in ones]
    labels = torch.tensor([label for _, found in statuses for label in found])
    counts = torch.where(labels == 0, PRESENT_WEIGHT, 1.0)
    each = cross_entropy(
        torch.cat([scores for scores, _ in statuses]), labels, label_smoothing=SMOOTHING, reduction="none"
    )
    encoded = tokenizer(
        [cue.text for cue in batch.cues], padding=True, truncation=True, max_length=LONGEST_TOKENS, return_tensors="pt"
    )
    mask = encoded["attention_mask"][..., None]
    _, of_theme, of_point = labeller(encoded["input_ids"], encoded["attention_mask"])
    spoken = (of_theme * mask).sum(dim=1) / mask.sum(dim=1)
    points += zip((of_point * mask).sum(dim=1) / mask.sum(dim=1), (cue.point for cue in batch.cues), strict=True)
    of_cues = cross_entropy(spoken, torch.tensor([cue.theme for cue in batch.cues]), label_smoothing=CUE_SMOOTHING)
    of_cases = sum(themes) / max(len(themes), 1)
    of_carried = CARRIED_WEIGHT * sum(carried) / max(len(carried), 1)
    of_points = POINT_WEIGHT * _of_points(points, theme_of)
    total: torch.Tensor = STATUS_WEIGHT * (each * counts).sum() / counts.sum()
    return total + of_cases + of_cues + of_carried + of_points


def _of_points(scored: Sequence[tuple["torch.Tensor", int]], theme_of: npt.NDArray[np.int64]) -> "torch.Tensor":
    """Scores of the points, (points,), against the one that is called for, among those of its theme."""
    import torch

    known = [(scores, point) for scores, point in scored if point >= 0]
    if not known:
        return torch.zeros(())
    rivals = torch.tensor(theme_of[[point for _, point in known]][:, None] == theme_of[None])
    among = torch.stack([scores for scores, _ in known]).masked_fill(~rivals, -1e4)
    return torch.nn.functional.cross_entropy(among, torch.tensor([point for _, point in known]))


def _of_carried(scores: "torch.Tensor", carries: Sequence[Sequence[Carries]]) -> list["torch.Tensor"]:
    """Scores of the parts that speak, (parts, themes), against the words that were marked as carrying a theme.

    One entry a case with marks: where each theme hangs among the parts, and what each marked part says among the themes.
    """
    import torch

    marks = torch.zeros_like(scores)
    for row, ones in enumerate(carries):
        for one in ones:
            marks[row, one.theme] = one.share
    if not marks.any():
        return []
    known, said = marks.sum(dim=0) > 0, marks.sum(dim=1) > 0
    where = marks[:, known] / marks[:, known].sum(dim=0)
    what = marks[said] / marks[said].sum(dim=1, keepdim=True)
    located = -(where * torch.log_softmax(scores, dim=0)[:, known]).sum(dim=0).mean()
    named = -(what * torch.log_softmax(scores, dim=1)[said]).sum(dim=1).mean()
    return [located + named]


def _of_themes(pooled: "torch.Tensor", case: Case) -> "torch.Tensor":
    """Pooled scores, (themes,), against the grades: the gains as a distribution, and a yes or no for each theme."""
    import torch

    grades = torch.tensor(case.grades)
    gains = 2**grades - 1
    order = -(gains / gains.sum() * torch.log_softmax(pooled, dim=0)).sum()
    counts = 1 + (RULED_OUT_WEIGHT - 1) * torch.tensor(case.ruled_out)
    yes = torch.nn.functional.binary_cross_entropy_with_logits(
        pooled, (grades / 3) ** 0.7, weight=counts, reduction="sum"
    )
    return order + YES_OR_NO_WEIGHT * yes


def _read(
    labeller: Any, tokenizer: Any, cases: Sequence[Case]
) -> list[tuple["torch.Tensor", "torch.Tensor", "torch.Tensor", list[int]]]:
    """Of each case the mean scores of its parts, (parts, statuses), (parts, themes) and (parts, points), and which parts."""
    import torch

    encoded = tokenizer(
        [case.text for case in cases],
        padding=True,
        truncation=True,
        max_length=LONGEST_TOKENS,
        return_offsets_mapping=True,
        return_tensors="pt",
    )
    offsets = encoded["offset_mapping"].numpy()
    middles, real = offsets.mean(axis=2), offsets[:, :, 1] > offsets[:, :, 0]
    labels = labeller(encoded["input_ids"], encoded["attention_mask"])
    found = []
    for row, case in enumerate(cases):
        shares, places = [], []
        for place, part in enumerate(case.parts):
            inside = real[row] & (middles[row] >= part.start) & (middles[row] < part.end)
            if inside.any():
                shares.append(inside.astype(np.float32) / inside.sum())
                places.append(place)
        means = torch.tensor(np.array(shares, dtype=np.float32).reshape(len(places), middles.shape[1]))
        status, theme, point = (means @ one[row] for one in labels)
        found.append((status, theme, point, places))
    return found
