"""How every ONNX graph here is opened: on the CPU, one step at a time, and silent."""

from pathlib import Path

import onnxruntime


def open_session(path: Path, *, threads: int) -> onnxruntime.InferenceSession:
    """The graph at `path`, `threads` of the CPU for each step of a run."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), sess_options=options, providers=["CPUExecutionProvider"])
