"""What may be said of a fault that nobody foresaw: its class and the line of our code, never its message."""

import traceback
from pathlib import Path

_CHECKOUT = Path(__file__).parent.parent
_OURS = {"corpus", "indexer", "service"}


def place_of(error: BaseException) -> str:
    """Such as "ValueError at service/matching/rank.py:44": the innermost line of ours that the fault passed through."""
    place = ""
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        if path.is_relative_to(_CHECKOUT) and path.relative_to(_CHECKOUT).parts[0] in _OURS:
            place = f" at {path.relative_to(_CHECKOUT).as_posix()}:{frame.lineno}"
    return f"{type(error).__name__}{place}"
