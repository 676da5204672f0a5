"""A graph written anew says what the exported one said. On the case reader that the repository ships."""

import shutil
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from indexer.case_reader import CASE_READER_FILE, HEADS, LABELS
from indexer.lean import WEIGHTS_SUFFIX, NotLean, lean
from indexer.onnx_session import open_session
from indexer.taught import FOLDER


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lean") / CASE_READER_FILE
    shutil.copyfile(FOLDER / CASE_READER_FILE, path)
    lean(path, heads=HEADS, output="scores", labels=LABELS)
    return path


def test_it_gives_the_same_scores_at_any_length(written: Path) -> None:
    exported, anew = open_session(FOLDER / CASE_READER_FILE), open_session(written)
    rng = np.random.default_rng(0)
    for length in (1, 7, 40, 256):
        ids = {"input_ids": rng.integers(1000, 20000, (1, length))}
        before, after = np.concatenate(exported.run(None, ids), axis=-1), anew.run(None, ids)[0]
        assert before.shape == after.shape
        # A sum in another order moves the odd activation by one step of 255, and a score by a few hundredths.
        assert float(np.abs(before - after).mean()) < 0.1
        # Tokens drawn by chance say little of 268 points, whose scores then lie close together.
        for labels, least in ((slice(0, 5), 0.95), (slice(5, 45), 0.95), (slice(45, None), 0.9)):
            same = before[..., labels].argmax(axis=-1) == after[..., labels].argmax(axis=-1)
            assert float(same.mean()) > least


def test_it_has_a_quarter_of_the_steps_and_its_weights_beside_it(written: Path) -> None:
    before, after = (onnx.load(str(path), load_external_data=False) for path in (FOLDER / CASE_READER_FILE, written))
    assert 4 * len(after.graph.node) < len(before.graph.node)
    assert written.stat().st_size < 100_000
    assert written.with_suffix(WEIGHTS_SUFFIX).stat().st_size > 15_000_000


def test_what_is_no_bert_is_left_as_it_is(tmp_path: Path) -> None:
    value = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1])
    graph = helper.make_graph([helper.make_node("Identity", ["x"], ["y"])], "g", [value], [value])
    path = tmp_path / "other.onnx"
    path.write_bytes(helper.make_model(graph).SerializeToString())
    before = path.read_bytes()
    with pytest.raises(NotLean):
        lean(path, heads=2, output="y")
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_it_is_not_written_twice(written: Path) -> None:
    before = written.read_bytes()
    with pytest.raises(NotLean):
        lean(written, heads=HEADS, output="scores", labels=LABELS)
    assert written.read_bytes() == before
