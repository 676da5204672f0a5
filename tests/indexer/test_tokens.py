"""A tokenizer is made once for files that say the same, and neither cuts nor pads."""

import shutil
from pathlib import Path

from tokenizers import Tokenizer

from indexer.encoder import TOKENIZER_FILE, OnnxEncoder
from indexer.tokens import open_tokenizer, without_lengths


def test_two_files_of_the_same_text_share_one(bundle_folder: Path, tmp_path: Path) -> None:
    shutil.copyfile(bundle_folder / TOKENIZER_FILE, tmp_path / "other.json")
    first, second = open_tokenizer(bundle_folder / TOKENIZER_FILE), open_tokenizer(tmp_path / "other.json")
    assert first is second
    assert first.longest == 256
    assert len(first.tokenizer.encode("word " * 400).ids) == 402


def test_files_that_differ_in_lengths_alone_read_words_alike(bundle_folder: Path, tmp_path: Path) -> None:
    other = Tokenizer.from_file(str(bundle_folder / TOKENIZER_FILE))
    other.enable_truncation(max_length=9)
    other.enable_padding(length=12)
    other.save(str(tmp_path / "other.json"))
    assert without_lengths(tmp_path / "other.json") == without_lengths(bundle_folder / TOKENIZER_FILE)
    made = open_tokenizer(tmp_path / "other.json")
    assert (made.longest, len(made.tokenizer.encode("one two").ids)) == (9, 4)


def test_a_text_past_the_longest_input_is_cut_and_ends_as_every_text_does(bundle_folder: Path) -> None:
    encoder = OnnxEncoder(bundle_folder)
    long, longer = "word " * 300, "word " * 900
    assert not encoder.reads_whole(long)
    assert encoder.reads_whole("word")
    longest = "word " * (256 - 2)
    assert (encoder.encode([long, longer]) == encoder.encode([longest, longest])).all()
