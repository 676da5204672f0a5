"""The fixed words of briefings and sessions, and what both say of learning: where it recurs, and where it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus import LearningPoint, Question, Theme
from service.catalogue import Catalogue
from service.lessons import recurrence
from service.page.learning import SourceView, source_view

CARE = (
    "Reviews tell of children who died or were harmed. Say so at the start, say that anyone may step out, and say who can be "
    "spoken to afterwards.",
    "No real names and no details of a real child or family in the room.",
    "The learning supports judgement and does not replace it. What is not here may matter as much.",
)
ACTIONS = ("What we will do differently", "Who", "By when", "How we will know that it helped a child")


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedSources:
    """Every source of some points once, in their order, and its number from 1 by its id."""

    sources: tuple[SourceView, ...]
    numbers: dict[str, int]

    def mark(self, point: LearningPoint) -> str:
        """The numbers of a point's sources: "[1, 3]"."""
        return f"[{', '.join(str(self.numbers[citation.id]) for citation in point.sources)}]"


def numbered_sources(points: Sequence[LearningPoint], catalogue: Catalogue) -> NumberedSources:
    citations = {citation.id: citation for point in points for citation in point.sources}
    return NumberedSources(
        sources=tuple(source_view(citation, catalogue) for citation in citations.values()),
        numbers={name: number for number, name in enumerate(citations, start=1)},
    )


def found_by(point: LearningPoint, catalogue: Catalogue) -> str:
    """Who found it, in the words that the page uses: "Found by a local review"."""
    views = [source_view(citation, catalogue) for citation in point.sources]
    return "; ".join(dict.fromkeys(view.tag for view in views))


def recurs(theme: Theme, catalogue: Catalogue) -> str:
    """In how many reviews a theme's lesson appears, with their names and years. Never a likelihood."""
    found = recurrence([theme], catalogue)
    names = ", ".join(f"{review.title} ({year})" for review, year in zip(found.reviews, found.years, strict=True))
    return f"{theme.title}: this learning appears in {len(found.reviews)} of {found.of} reviews here: {names}."


def questions_of(theme: Theme, audience: str) -> tuple[Question, ...]:
    """A theme's questions for an audience: its own role's first, then those for everyone; no other role's."""
    own = [one for one in theme.questions if one.role == audience]
    return (*own, *(one for one in theme.questions if one.role is None))


def question_for(theme: Theme, audience: str, steps: Sequence[str], taken: set[str]) -> str | None:
    """A question of one of these steps that is not taken yet; the audience's own before any other."""
    for one in questions_of(theme, audience):
        if one.step in steps and one.question not in taken:
            taken.add(one.question)
            return one.question
    return None
