"""How every ONNX graph here is opened: on the CPU, one step at a time, and silent."""

from pathlib import Path

import onnxruntime

# It joins a sum and a normalisation into one step that takes five times as long as the two.
SLOWER = ["SkipLayerNormFusion"]


def open_session(path: Path) -> onnxruntime.InferenceSession:
    """The graph at `path`. A run keeps to the thread that asks for it: see `indexer/workers.py` for how many there are."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        str(path), sess_options=options, providers=["CPUExecutionProvider"], disabled_optimizers=SLOWER
    )
