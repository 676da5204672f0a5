"""Look-ups over the corpus by id: what the API, the page and the command line all need."""

from dataclasses import dataclass, field

from corpus import Corpus, LearningPoint, Review, ReviewType, Source, Theme
from service.errors import IdUnknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What an id stands for: a review, a theme of it, or a point of that theme."""

    review: Review
    theme: Theme | None = None
    point: LearningPoint | None = None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A corpus, ready to be asked by id."""

    corpus: Corpus
    reviews: dict[str, Review] = field(init=False)
    themes: dict[str, Theme] = field(init=False)
    points: dict[str, LearningPoint] = field(init=False)
    sources: dict[str, Source] = field(init=False)
    review_types: dict[str, ReviewType] = field(init=False)
    theme_of: dict[str, Theme] = field(init=False)

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "reviews", {review.id: review for review in self.corpus.reviews})
        put(self, "themes", {theme.id: theme for theme in self.corpus.themes})
        put(self, "points", {point.id: point for point in self.corpus.learning_points})
        put(self, "sources", {source.id: source for source in self.corpus.sources})
        put(self, "review_types", {kind.id: kind for kind in self.corpus.terms.review_types})
        put(self, "theme_of", {point.id: theme for theme in self.corpus.themes for point in theme.learning_points})

    def find(self, name: str) -> Found:
        """The review, theme or learning point with this id. Raises IdUnknown, which names the nearest."""
        if name in self.reviews:
            return Found(review=self.reviews[name])
        if name in self.themes:
            return Found(review=self.review_of(self.themes[name]), theme=self.themes[name])
        if name in self.points:
            theme = self.theme_of[name]
            return Found(review=self.review_of(theme), theme=theme, point=self.points[name])
        raise IdUnknown(name, [*self.reviews, *self.themes, *self.points])

    def review_of(self, theme: Theme) -> Review:
        return self.reviews[theme.review_id]

    def twins_of(self, theme: Theme) -> tuple[Theme, ...]:
        """The themes of other reviews that teach the same lesson, named here or there, in the corpus's order."""
        return tuple(
            other
            for other in self.corpus.themes
            if other.id != theme.id and (other.id in theme.twins or theme.id in other.twins)
        )

    def tensions_of(self, theme: Theme) -> tuple[tuple[Theme, str], ...]:
        """The themes that pull the other way, named here or there, each with why both can be true."""
        own = {one.theme: one.why for one in theme.tensions}
        named = {
            other.id: tension.why
            for other in self.corpus.themes
            for tension in other.tensions
            if tension.theme == theme.id and other.id not in own
        }
        return tuple((self.themes[name], why) for name, why in (own | named).items() if name in self.themes)

    def year_of(self, review: Review) -> str:
        """The year that a review's own page shows, or "undated"."""
        return self.sources[review.source].year or "undated"

    def went_to(self, name: str) -> str | None:
        """Where the learning of a retired id went, following it as far as it goes; None for any other id."""
        moves = {retired.id: retired.went_to for retired in self.corpus.retired}
        seen: set[str] = set()
        current = name
        while current in moves and current not in seen:
            seen.add(current)
            current = moves[current]
        return current if current != name else None
