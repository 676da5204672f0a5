"""What each step gives: the ranking fitted again without it, on the corpus's vignettes, and run on the judged cases."""

from collections.abc import Iterator, Sequence

import numpy as np

from indexer import Bundle
from indexer.fit import ReadVignette, fit_ranking, read_vignette
from service.evaluation import runs
from service.evaluation.cases import Judged
from service.evaluation.metrics import Measured, measure, row_of

STEPS = (
    ("case", "without the case model"),
    ("joint", "without the reader's vectors and n-grams"),
    ("dense", "without the reader's vectors alone"),
    ("cue", "without the nearest cues"),
    ("point", "without the nearest points"),
    ("context", "without the case reader's scores"),
)


def lines(bundle: Bundle, cases: Sequence[Judged], whole: Measured) -> Iterator[str]:
    """The rows of what is left out, and each review's vignettes left out in turn."""
    theme_ids = [theme.id for theme in bundle.corpus.themes]
    history_counts = np.array([theme.history_counts for theme in bundle.corpus.themes])
    texts = [case.text for case in cases]
    read = _read(bundle)
    yield "Each step left out in turn, the ranking fitted again without it"
    for channel, name in STEPS:
        learned, _ = fit_ranking(read, history_counts, bundle.learned, without=channel)
        yield row_of(name, measure(cases, runs.scores_of(runs.ranked(bundle, learned), texts), theme_ids), whole)
    unread = runs.all_present(bundle)
    learned, _ = fit_ranking(_read(unread), history_counts, unread.learned)
    yield row_of(
        "without statuses", measure(cases, runs.scores_of(runs.ranked(unread, learned), texts), theme_ids), whole
    )
    half, _ = fit_ranking(read[::2], history_counts, bundle.learned)
    yield row_of(
        "with half of the vignettes", measure(cases, runs.scores_of(runs.ranked(bundle, half), texts), theme_ids), whole
    )
    yield ""
    yield "A new review: its vignettes left out, then found by points and cues alone (vignettes whose central themes are its own)"
    for review in bundle.corpus.reviews:
        own = [
            any(grade == 3 and theme.startswith(f"{review.id}/") for theme, grade in vignette.relevant.items())
            for vignette in bundle.corpus.vignettes
        ]
        kept = [one for one, mine in zip(read, own, strict=True) if not mine]
        unknown = np.array([theme.startswith(f"{review.id}/") for theme in theme_ids])
        learned, _ = fit_ranking(kept, history_counts, bundle.learned, unknown=unknown)
        judged = [
            Judged(
                id=vignette.id,
                text=vignette.text,
                relevant={str(theme): grade for theme, grade in vignette.relevant.items()},
            )
            for vignette, mine in zip(bundle.corpus.vignettes, own, strict=True)
            if mine
        ]
        found = runs.scores_of(runs.ranked(bundle, learned), [one.text for one in judged])
        yield row_of(f"  {review.id} ({len(judged)})", measure(judged, found, theme_ids))


def _read(bundle: Bundle) -> list[ReadVignette]:
    return [
        read_vignette(
            vignette,
            bundle.store,
            bundle.text_vectors,
            bundle.table,
            bundle.encoder,
            bundle.case_reader,
            bundle.learned,
        )
        for vignette in bundle.corpus.vignettes
    ]
