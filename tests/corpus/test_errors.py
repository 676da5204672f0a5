"""What a fault in the corpus looks like to the person who mends it."""

from corpus import CorpusError, Fault, LearningFromReviewsError


def test_a_fault_reads_as_file_line_and_problem() -> None:
    assert str(Fault(file="sources.yaml", line=3, problem="no title.")) == "sources.yaml:3: no title."


def test_a_fault_of_a_whole_file_has_no_line() -> None:
    assert str(Fault(file="sources.yaml", line=0, problem="the file is empty.")) == "sources.yaml: the file is empty."


def test_faults_come_in_the_order_of_files_and_lines_with_their_number() -> None:
    late = Fault(file="b.yaml", line=1, problem="late.")
    tenth = Fault(file="a.yaml", line=10, problem="tenth.")
    second = Fault(file="a.yaml", line=2, problem="second.")
    error = CorpusError([late, tenth, second])
    assert error.faults == (second, tenth, late)
    assert str(error).splitlines() == [
        "a.yaml:2: second.",
        "a.yaml:10: tenth.",
        "b.yaml:1: late.",
        "(3 faults in the corpus)",
    ]


def test_one_fault_is_not_counted_as_several() -> None:
    assert str(CorpusError([Fault(file="a.yaml", line=1, problem="x.")])).endswith("(1 fault in the corpus)")


def test_a_corpus_error_is_one_of_ours() -> None:
    assert issubclass(CorpusError, LearningFromReviewsError)
