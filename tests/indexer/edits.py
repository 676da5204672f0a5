"""Every kind of edit that a person makes to a corpus, as a function of it: which nothing is learned from, and which is."""

from collections.abc import Callable
from typing import Any

from corpus import Corpus

Edit = Callable[[Corpus], Corpus]


def _first(records: tuple[Any, ...], **values: Any) -> tuple[Any, ...]:
    return (records[0].model_copy(update=values), *records[1:])


def review(**values: Any) -> Edit:
    return lambda corpus: corpus.model_copy(update={"reviews": _first(corpus.reviews, **values)})


def theme(**values: Any) -> Edit:
    return lambda corpus: review(themes=_first(corpus.reviews[0].themes, **values))(corpus)


def point(**values: Any) -> Edit:
    def edited(corpus: Corpus) -> Corpus:
        return theme(learning_points=_first(corpus.reviews[0].themes[0].learning_points, **values))(corpus)

    return edited


def question(text: str) -> Edit:
    return lambda corpus: theme(questions=_first(corpus.reviews[0].themes[0].questions, question=text))(corpus)


def vignette(**values: Any) -> Edit:
    return lambda corpus: corpus.model_copy(update={"vignettes": _first(corpus.vignettes, **values)})


def gap(**values: Any) -> Edit:
    return lambda corpus: corpus.model_copy(update={"coverage": _first(corpus.coverage, **values)})


def background(**values: Any) -> Edit:
    return lambda corpus: corpus.model_copy(update={"background": corpus.background.model_copy(update=values)})


def first_of(name: str, **values: Any) -> Edit:
    """Change the first of the corpus's records of one kind, if it has any."""

    def edited(corpus: Corpus) -> Corpus:
        records = getattr(corpus, name)
        return corpus.model_copy(update={name: _first(records, **values)}) if records else corpus

    return edited


NEW = "Nobody had asked what the week looks like from his side."

SHOWN: dict[str, Edit] = {
    "a question": question(NEW),
    "a source's title": first_of("sources", title=NEW),
    "a review's title": review(title=NEW),
    "a theme's note": theme(note=NEW),
    "when a point applies": point(when=NEW),
    "a point's agencies": point(agencies=("school",)),
    "good practice": point(good_practice=True),
    "where a gap is answered": gap(look_to=NEW),
    "the voice of a vignette": vignette(voice="gp"),
    "the glossary": first_of("glossary", note=NEW),
    "reflection": first_of("reflection", about=NEW),
    "what changed": first_of("changes", summary=NEW),
}
LEARNED: dict[str, Edit] = {
    "a point's learning": point(learning=NEW),
    "a point's practice": point(practice=NEW),
    "a cue": point(cues=(NEW,)),
    "a theme's title": theme(title=NEW),
    "whether history counts": theme(history_counts=True),
    "a vignette's text": vignette(text=f"{NEW} He came to the door."),
    "a vignette's grades": vignette(relevant={}),
    "what a vignette rules out": vignette(ruled_out=()),
    "the words that carry a theme": vignette(carried_by=()),
    "what a vignette retells": vignette(retells="case-6"),
    "a labelled sentence": first_of("statuses", text=NEW),
    "how a gap sounds": gap(cues=(NEW,)),
    "an aside": background(asides=(NEW,)),
}
