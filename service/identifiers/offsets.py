"""Places in a text, and the same places once its identifiers are masked."""

from collections.abc import Sequence

Masks = Sequence[tuple[int, int, int, int]]
"""(start, end, masked start, masked end) of each mask, in order, in code points."""


def to_masked(offset: int, masks: Masks, *, is_end: bool) -> int:
    """Where a place of the text lies in the masked text. Within a mask: the mask's own start or end."""
    shift = 0
    for start, end, masked_start, masked_end in masks:
        if offset >= end:
            shift = masked_end - end
        elif offset > start:
            return masked_end if is_end else masked_start
    return offset + shift


def to_text(offset: int, masks: Masks) -> int:
    """Where a place of the masked text lies in the text. Within a mask: the end of what it stands for."""
    shift = 0
    for _, end, masked_start, masked_end in masks:
        if offset >= masked_end:
            shift = end - masked_end
        elif offset > masked_start:
            return end
    return offset + shift
