"""The parts of a bundle, made one after the other in a working folder; each says what it made and what it took over."""

import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus import Corpus
from indexer.atlas import ATLAS_FILE, make_atlas, write_atlas
from indexer.bundle import LEARNED_FILE, STORE_FILE, write_records
from indexer.case_reader import CASE_READER_FILE, CASE_TOKENIZER_FILE, HEADS, LABELS, OnnxCaseReader
from indexer.encoder import ENCODER_FILES, TOKENIZER_FILE, OnnxEncoder
from indexer.export import export, files_sha256, make_lean
from indexer.inputs import code_sha256, learned_from, machine_and_libraries
from indexer.kept import Arrays, Kept, digest_of
from indexer.lean import weights_beside
from indexer.learned import write_learned
from indexer.manifest import file_sha256
from indexer.passages import Passage
from indexer.remembering import RememberingCaseReader, RememberingEncoder, encode_ahead, read_ahead
from indexer.stores import FaissStore, VectorStore, write_faiss
from indexer.taught import FOLDER as TAUGHT_FOLDER
from indexer.taught import TaughtIds
from indexer.tokens import without_lengths
from indexer.topics import TOPICS_FILE, topic_index, write_topics

READER_FILES = (CASE_READER_FILE, weights_beside(CASE_READER_FILE), CASE_TOKENIZER_FILE)
EXPORTING = (
    "export.py",
    "lean.py",
    "encoder.py",
    "onnx_session.py",
    "tokens.py",
)  # the code that an exported encoder hangs on
# that a vector or a reading hangs on
READING = ("encoder.py", "onnx_session.py", "tokens.py", "case_reader.py", "learned.py", "remembering.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One part of a build: how much of it was made and how much taken over, and how long that took."""

    part: str
    made: str
    seconds: float


class Maker:
    """Makes every file of a bundle but its manifest in `work`, an empty folder.

    `kept` is what earlier builds left, `threads` how many texts are read at once.
    """

    def __init__(self, work: Path, kept: Kept, *, threads: int, say: Callable[[str], None]) -> None:
        self._work, self._kept, self._threads, self._say = work, kept, threads, say
        self._reading = (machine_and_libraries(), code_sha256(*READING))
        self.steps: list[Step] = []
        self.notes: list[str] = []

    def make(self, corpus: Corpus, found: Sequence[Passage], model: str, taught: TaughtIds) -> int:
        """Make all parts, and return the length of a vector. Raises ModelUnavailable where the model cannot be used.

        `taught` is what the shipped case reader speaks of.
        """
        self._timed("encoder", lambda: self._encoder(model))
        for name in (CASE_READER_FILE, CASE_TOKENIZER_FILE):
            shutil.copyfile(TAUGHT_FOLDER / name, self._work / name)
        if without_lengths(self._work / TOKENIZER_FILE) == without_lengths(self._work / CASE_TOKENIZER_FILE):
            shutil.copyfile(
                self._work / TOKENIZER_FILE, self._work / CASE_TOKENIZER_FILE
            )  # one for both: see tokens.py
        make_lean(self._work / CASE_READER_FILE, heads=HEADS, output="scores", labels=LABELS)
        encoder = RememberingEncoder(
            OnnxEncoder(self._work, threads=self._threads), self._kept, self._name(ENCODER_FILES)
        )
        self._timed("passages", lambda: self._passages(found, encoder))
        store = FaissStore(self._work / STORE_FILE, [passage.id for passage in found])
        self._timed("what is learned", lambda: self._learned(learned_from(corpus), found, store, encoder, taught))
        self._timed("topics, map and records", lambda: self._rest(corpus, found, store, encoder))
        return encoder.dimension

    def _timed(self, part: str, make: Callable[[], str]) -> None:
        self._say(f"Making the {part} ..." if part != "what is learned" else "Learning ...")
        began = time.monotonic()
        made = make()
        self.steps.append(Step(part=part, made=made, seconds=time.monotonic() - began))

    def _name(self, files: Sequence[str]) -> str:
        """What a vector or a status hangs on beside its text, as one hash."""
        there = [self._work / name for name in files if (self._work / name).is_file()]
        return digest_of(*self._reading, *(file_sha256(path) for path in there))

    def _encoder(self, model: str) -> str:
        files = files_sha256(model)
        key = digest_of(model, files or "", machine_and_libraries(), code_sha256(*EXPORTING))
        held = self._kept.find("encoder", key) if files else None
        if held is None:
            exported = export(model, self._work)
            there = [self._work / name for name in ENCODER_FILES if (self._work / name).is_file()]
            held = {path.name: np.frombuffer(path.read_bytes(), dtype=np.uint8) for path in there}
            held["lowest_cosine"] = np.array(exported.lowest_cosine)
            if files:
                self._kept.keep("encoder", key, held, newest=1)
            made = "exported"
        else:
            for name in held.keys() & set(ENCODER_FILES):
                (self._work / name).write_bytes(held[name].tobytes())
            made = "as before"
        self.notes.append(f"int8 encoder against its reference: cosine {float(held['lowest_cosine']):.3f} or more")
        return made

    def _passages(self, found: Sequence[Passage], encoder: RememberingEncoder) -> str:
        texts = [passage.text for passage in found]
        encode_ahead(texts, encoder, self._threads)
        write_faiss(self._work / STORE_FILE, encoder.encode(texts))
        encoder.memory.save(everything_was_read=False)  # so that a build that is killed has not read for nothing
        return f"{encoder.memory.take_count():,} of {len(texts):,} embedded"

    def _learned(
        self,
        corpus: Corpus,
        found: Sequence[Passage],
        store: VectorStore,
        encoder: RememberingEncoder,
        taught: TaughtIds,
    ) -> str:
        """`corpus` holds what is learned from, and nothing else."""
        names = (self._name(ENCODER_FILES), self._name(READER_FILES))
        key = digest_of(code_sha256(), *self._reading, *names, *taught.themes, *taught.points, corpus.model_dump_json())
        held = self._kept.find("learned", key)
        if held is None:
            held, made = self._fitted(corpus, found, store, encoder, taught)
            self._kept.keep("learned", key, held)
        else:
            made = "as before: nothing that it is learned from has changed"
        (self._work / LEARNED_FILE).write_bytes(held["learned"].tobytes())
        self.notes += held["notes"].tolist()
        return made

    def _fitted(
        self,
        corpus: Corpus,
        found: Sequence[Passage],
        store: VectorStore,
        encoder: RememberingEncoder,
        taught: TaughtIds,
    ) -> tuple[Arrays, str]:
        from indexer.fit import (
            fit,
            marked_words,
            whole_texts,
        )  # scikit-learn: a second that a build without fitting need not wait

        reader = RememberingCaseReader(
            OnnxCaseReader(self._work, threads=self._threads),
            self._kept,
            self._name(READER_FILES),
            len(taught.themes),
            len(taught.points),
        )
        texts = whole_texts(corpus)
        self._say(f"Reading {len(texts):,} texts ...")
        read_ahead(texts, encoder, reader, self._threads)
        encode_ahead([words for words, _ in marked_words(corpus)], encoder, self._threads)
        read, segments = reader.memory.take_count(), encoder.memory.take_count()
        encoder.memory.save(everything_was_read=False)
        reader.memory.save(everything_was_read=True)
        fitted = fit(corpus, found, store, encoder, reader, taught, self._kept, self._say)
        write_learned(self._work / LEARNED_FILE, fitted.learned)
        encoder.memory.save(everything_was_read=True)
        content = np.frombuffer((self._work / LEARNED_FILE).read_bytes(), dtype=np.uint8)
        return {
            "learned": content,
            "notes": np.array(fitted.notes),
        }, f"fitted; {read:,} of {len(texts):,} texts read, {segments:,} of their segments embedded"

    def _rest(self, corpus: Corpus, found: Sequence[Passage], store: VectorStore, encoder: RememberingEncoder) -> str:
        write_topics(self._work / TOPICS_FILE, topic_index(corpus, encoder))
        write_atlas(self._work / ATLAS_FILE, make_atlas(corpus, found, store.vectors()))
        write_records(self._work, corpus)
        encoder.memory.save(everything_was_read=False)
        return f"{encoder.memory.take_count():,} more texts embedded"
