"""How every ONNX graph here is opened: on the CPU, one step at a time, and silent.

onnxruntime's own build reports on its use to its maker: it keeps a device's id and a queue of events under ~/.cache, and
sends them where it can. It asks this variable as it is loaded, which is why it is loaded after it is set.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import onnxruntime

os.environ["ORT_DISABLE_TELEMETRY"] = "1"

# It joins a sum and a normalisation into one step that takes five times as long as the two.
SLOWER = ["SkipLayerNormFusion"]


def open_session(path: Path) -> "onnxruntime.InferenceSession":
    """The graph at `path`. A run keeps to the thread that asks for it: see `indexer/workers.py` for how many there are."""
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        str(path), sess_options=options, providers=["CPUExecutionProvider"], disabled_optimizers=SLOWER
    )
