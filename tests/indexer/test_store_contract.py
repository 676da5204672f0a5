"""What every vector store promises, with values worked by hand and against brute force."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer import BundleError, Hit, VectorStore
from indexer.encoder import Vectors
from indexer.passages import PassageId
from indexer.postgres.connecting import open_pool, transaction
from indexer.stores import CHOICES, FaissStore, kind_for, open_store, write_faiss
from indexer.stores.postgres_store import PostgresStore, write_vectors

Open = Callable[[Sequence[Sequence[float]], Sequence[str]], VectorStore]


def open_faiss(folder: Path, vectors: Vectors, ids: Sequence[PassageId]) -> VectorStore:
    write_faiss(folder / "index.faiss", vectors)
    return FaissStore(folder / "index.faiss", ids)


@pytest.fixture(params=["faiss", "postgres"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """Open a store of the kind in turn, over given vectors and ids."""
    pool = open_pool(request.getfixturevalue("database"), 2) if request.param == "postgres" else None
    numbers = itertools.count(1)

    def open_one(vectors: Sequence[Sequence[float]], ids: Sequence[str]) -> VectorStore:
        rows, names = np.array(vectors, dtype=np.float32), [PassageId(name) for name in ids]
        if pool is None:
            return open_faiss(tmp_path, rows, names)
        bundle_id = f"{next(numbers):012x}"
        with transaction(pool, writes=True) as connection:
            connection.execute("CREATE SCHEMA IF NOT EXISTS learning_from_reviews")
            write_vectors(connection, bundle_id, names, rows)
        return PostgresStore(pool, bundle_id, names)

    yield open_one
    if pool is not None:
        pool.close()


@pytest.fixture
def store(opened: Open) -> VectorStore:
    """North and east, and what lies between."""
    return opened([[0, 1], [1, 0], [0.6, 0.8]], ["north", "east", "between"])


def query(*rows: Sequence[float]) -> Vectors:
    return np.array(rows, dtype=np.float32)


def test_it_knows_its_size(store: VectorStore) -> None:
    assert store.dimension == 2
    assert len(store) == 3


def test_nearest_comes_first_with_its_cosine(store: VectorStore) -> None:
    (hits,) = store.search(query([0.8, 0.6]), k=5)
    assert [hit.passage_id for hit in hits] == ["between", "east", "north"]
    assert [hit.score for hit in hits] == pytest.approx([0.96, 0.8, 0.6])


def test_what_points_the_other_way_scores_less_than_nothing(store: VectorStore) -> None:
    (hits,) = store.search(query([0, -1]), k=3)
    assert hits[0] == Hit(passage_id=PassageId("east"), score=0)
    assert hits[-1].passage_id == "north"
    assert hits[-1].score == pytest.approx(-1)


def test_no_more_than_k_are_given(store: VectorStore) -> None:
    assert [[hit.passage_id for hit in hits] for hits in store.search(query([1, 0]), k=1)] == [["east"]]


def test_queries_are_answered_in_their_order(store: VectorStore) -> None:
    first, second = store.search(query([0, 1], [1, 0]), k=1)
    assert (first[0].passage_id, second[0].passage_id) == ("north", "east")


def test_nearest_gives_places_and_scores(store: VectorStore) -> None:
    found = store.nearest(query([0.8, 0.6], [0, 1]), k=2)
    assert found.rows.tolist() == [[2, 1], [0, 2]]
    np.testing.assert_allclose(found.scores, [[0.96, 0.8], [1, 0.8]], atol=1e-6)


def test_no_query_gives_no_answer(store: VectorStore) -> None:
    assert store.search(np.zeros((0, 2), dtype=np.float32), k=2) == ()


@pytest.mark.parametrize("k", [2, 5, 150, 300])
def test_equal_scores_come_in_the_store_s_order(opened: Open, k: int) -> None:
    vectors = [[0.0, 1.0]] * 250 + [[1.0, 0.0]]
    store = opened(vectors, [str(place) for place in range(251)])
    found = store.nearest(query([0, 1]), k=k)
    assert found.rows.tolist() == [list(range(min(k, 251)))]


def test_its_vectors_are_those_it_was_given(store: VectorStore) -> None:
    np.testing.assert_array_equal(store.vectors(), query([0, 1], [1, 0], [0.6, 0.8]))
    assert store.vectors().dtype == np.float32


@pytest.mark.parametrize("shape", [(1, 3), (1, 1), (2,)])
def test_another_dimension_is_refused(store: VectorStore, shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="dimension 2"):
        store.nearest(np.ones(shape, dtype=np.float32), k=1)


def test_closing_twice_does_no_harm(store: VectorStore) -> None:
    store.close()
    store.close()


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32 - 1), n=st.integers(1, 60), queries=st.integers(1, 30), k=st.integers(1, 70))
def test_it_agrees_with_brute_force(opened: Open, seed: int, n: int, queries: int, k: int) -> None:
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(n + queries, 8))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    stored, asked = vectors[:n], vectors[n:]
    found = opened(stored.tolist(), [str(place) for place in range(n)]).nearest(asked, k=k)
    cosines = asked.astype(np.float64) @ stored.T.astype(np.float64)
    expected = -np.sort(-cosines, axis=1)[:, :k]
    assert found.rows.shape == expected.shape
    np.testing.assert_allclose(found.scores, expected, atol=1e-5)
    np.testing.assert_allclose(np.take_along_axis(cosines, found.rows, axis=1), expected, atol=1e-5)
    assert all(len(set(rows)) == len(rows) for rows in found.rows.tolist())


def test_faiss_refuses_a_count_that_is_not_its_ids(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"index\.faiss holds 2 vectors for 1 passages\. Build again"):
        open_faiss(tmp_path, query([0, 1], [1, 0]), [PassageId("north")])


@pytest.mark.parametrize("damage", [b"", b"not an index", None])
def test_faiss_names_a_file_that_cannot_be_read(tmp_path: Path, damage: bytes | None) -> None:
    path = tmp_path / "index.faiss"
    write_faiss(path, query([0, 1]))
    path.write_bytes(path.read_bytes()[:-4] if damage is None else damage)
    with pytest.raises(BundleError, match=r"index\.faiss cannot be read.*learning-from-reviews index"):
        FaissStore(path, [PassageId("north")])


def test_faiss_names_a_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"index\.faiss cannot be read"):
        FaissStore(tmp_path / "index.faiss", [])


@pytest.fixture(scope="module")
def many() -> Vectors:
    """Vectors that cluster, more than one of the lists of an inverted file holds."""
    random = np.random.default_rng(3)
    vectors = random.normal(size=(40, 48))[random.integers(40, size=4000)] + random.normal(size=(4000, 48))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def test_a_store_for_many_passages_finds_nearly_all_and_scores_exactly(many: Vectors, tmp_path: Path) -> None:
    write_faiss(tmp_path / "index.faiss", many, "faiss-ivf-pq-refined")
    store = open_store("faiss-ivf-pq-refined", tmp_path / "index.faiss", [PassageId(str(n)) for n in range(len(many))])
    asked = many[::200]
    found = store.nearest(asked, k=50)
    cosines = asked @ many.T
    exact = np.argsort(-cosines, axis=1, kind="stable")[:, :50]
    recall = np.mean([len({*ours} & {*theirs}) / 50 for ours, theirs in zip(found.rows, exact, strict=True)])
    assert recall >= 0.95
    np.testing.assert_allclose(np.take_along_axis(cosines, found.rows, axis=1), found.scores, atol=1e-5)
    assert (np.diff(found.scores, axis=1) <= 0).all()
    np.testing.assert_array_equal(store.vectors(np.array([7, 3])), many[[7, 3]])
    np.testing.assert_array_equal(store.vectors(), many)


def test_the_same_vectors_make_the_same_file(many: Vectors, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_faiss(tmp_path / name, many, "faiss-ivf-pq-refined")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_size_chooses_the_kind(tmp_path: Path) -> None:
    limit = next(most for most, kind in CHOICES if kind == "faiss-flat")
    assert limit is not None
    assert kind_for(limit) == "faiss-flat"
    assert kind_for(limit + 1) == kind_for(10**7) == "faiss-ivf-pq-refined"
    write_faiss(tmp_path / "index.faiss", query([0, 1]))
    with pytest.raises(BundleError, match="is a store of kind faiss-flat, and the manifest names 'faiss-ivf"):
        open_store("faiss-ivf-pq-refined", tmp_path / "index.faiss", [PassageId("north")])
