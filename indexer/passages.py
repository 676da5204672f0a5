"""Corpus -> the passages that are indexed: learning, practice, theme and cue."""

from dataclasses import dataclass
from typing import Literal, NewType

from corpus import Corpus, LearningPointId, ThemeId

PassageId = NewType("PassageId", str)
Facet = Literal["learning", "practice", "theme", "cue"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A text that makes a learning point or a theme findable.

    `owner_id` is the id of the point or theme. A cue is a facet of its owner: it is searched, and never displayed.
    """

    id: PassageId
    owner_id: LearningPointId | ThemeId
    theme_id: ThemeId
    facet: Facet
    text: str


def passages(corpus: Corpus) -> tuple[Passage, ...]:
    """Every passage of the corpus, in the order of the corpus. Ids are the owner's, the facet, and for a cue its number."""
    found: list[Passage] = []

    def add(owner_id: LearningPointId | ThemeId, theme_id: ThemeId, facet: Facet, text: str, number: int = 0) -> None:
        name = PassageId(f"{owner_id}#{facet}" + (f"-{number}" if number else ""))
        found.append(Passage(id=name, owner_id=owner_id, theme_id=theme_id, facet=facet, text=text))

    for theme in corpus.themes:
        add(theme.id, theme.id, "theme", f"{theme.title}. {theme.summary}")
        for number, cue in enumerate(theme.cues, start=1):
            add(theme.id, theme.id, "cue", cue, number)
        for point in theme.learning_points:
            add(point.id, theme.id, "learning", point.learning)
            add(point.id, theme.id, "practice", point.practice)
            for number, cue in enumerate(point.cues, start=1):
                add(point.id, theme.id, "cue", cue, number)
    return tuple(found)
