"""match(): the steps, in order, and nothing else."""

import re
from collections.abc import Sequence

import numpy as np

from indexer import Bundle, UserStatus, read_text
from service.matching.case import CaseDescription
from service.matching.coverage import not_covered
from service.matching.explain import explain
from service.matching.matches import MatchReport
from service.matching.options import MatchOptions
from service.matching.rank import rank
from service.matching.retrieve import retrieve
from service.matching.shorthand import in_shorthand

_WORD = re.compile(r"\w+")


def match(
    case: CaseDescription, bundle: Bundle, options: MatchOptions | None = None, statuses: Sequence[UserStatus] = ()
) -> MatchReport:
    """Match a case to the learning that speaks to it. Nothing of the case outlives the call.

    `statuses` are the user's own readings, already checked: they replace ours on every segment that they overlap.
    """
    options = options or MatchOptions()
    reading = read_text(case.text, bundle.encoder, bundle.case_reader, statuses)
    scores = retrieve(reading, bundle)
    history_counts = np.array([theme.history_counts for theme in bundle.corpus.themes])
    is_case = in_shorthand(case.text, bundle.corpus.glossary)
    ranking = rank(scores, reading.segments, history_counts, bundle.learned, is_case=is_case)
    themes = explain(ranking, scores, reading, bundle.corpus, bundle.learned, options)
    return MatchReport(
        themes=themes if ranking.fits else (),
        segments=reading.segments,
        not_covered=not_covered(case.text, reading.segments, scores, bundle.corpus.coverage, bundle.learned),
        words_read=len(_WORD.findall(case.text)),
    )
