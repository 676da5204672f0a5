"""A list -> a session plan: aims, a running order with times, activities, a composed case, a handout, evaluation questions."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus import LearningPoint, Theme, Vignette
from service.catalogue import Catalogue
from service.errors import BasketEmpty
from service.page.learning import SourceView
from service.training.basket import LENGTHS, Basket
from service.training.teaching import NumberedSources, numbered_sources, question_for, recurs

STEP_OF_ACTIVITY = (
    ("What happened here?", ("experience",)),
    ("What does it bring up?", ("reflection",)),
    ("What sense do we make of it?", ("analysis",)),
    ("What will we do?", ("plan",)),
)
LONGEST_CASE = {"7": 0, "45": 170, "210": 400}  # words of a composed case that a length has time to read
VOICES = {
    "health-visitor": ("health visitor",),
    "school": ("school", "teacher", "dsl"),
    "police": ("police",),
    "gp": ("gp",),
    "social-worker": ("social worker",),
    "early-help": ("early help", "family support"),
    "supervisor": ("supervis", "manager"),
}  # the words by which a composed case's teller is known as one of the audience
OWN_VOICE = 3  # what it adds to a composed case that one of the audience tells it: as much as a central theme
MINUTES_A_QUESTION = 3
MOST_THEMES = {"7": 1, "45": 2, "210": 4}  # themes that a length has time to discuss
EVALUATION = (
    "Before we began, how sure were you of what to do when this comes up: not at all, a little, fairly, very? And now?",
    "What will you do differently next week, and with whom?",
    "What did you already do well, that you want to keep?",
    "What is still unclear, or what did you disagree with?",
    "Six weeks on, for the trainer to ask again: what did you try, and what came of it for a child?",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A stretch of the session. `start` is in minutes from the beginning."""

    start: int
    minutes: int
    title: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """Discussion of one theme: questions in the order of reflection."""

    theme: Theme
    minutes: int
    questions: tuple[tuple[str, str], ...]  # (step's title, question)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposedCase:
    """A case that the corpus holds, made up for teaching, and the chosen themes that it is about."""

    vignette: Vignette
    themes: tuple[Theme, ...]
    others: tuple[Theme, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    title: str
    audience: str
    length: str
    aims: tuple[str, ...]
    slots: tuple[Slot, ...]
    activities: tuple[Activity, ...]
    case: ComposedCase | None
    recurrences: tuple[str, ...]
    tensions: tuple[tuple[Theme, Theme, str], ...]
    points: tuple[LearningPoint, ...]
    marks: NumberedSources
    sources: tuple[SourceView, ...]


def make_session(basket: Basket, catalogue: Catalogue) -> Session:
    """A plan for the list's length and audience. Raises BasketEmpty where there is no point in it."""
    points = basket.chosen(catalogue)
    if not points:
        raise BasketEmpty
    themes = basket.themes(catalogue)
    case = composed_case(themes, LONGEST_CASE[basket.length], basket.audience, catalogue)
    discussed = themes[: MOST_THEMES[basket.length]]
    tensions = {
        frozenset((theme.id, other.id)): (theme, other, why)
        for theme in themes
        for other, why in catalogue.tensions_of(theme)
    }
    sides = tuple(tensions.values())[: 0 if basket.length == "7" else 1 if basket.length == "45" else 3]
    slots = _running_order(basket, len(discussed), len(points), has_case=case is not None, has_sides=bool(sides))
    minutes = next(slot.minutes for slot in slots if slot.title.startswith("Discuss")) // len(discussed)
    taken: set[str] = set()
    marks = numbered_sources(points, catalogue)
    return Session(
        title=basket.shown_title(catalogue),
        audience=basket.audience_title(catalogue),
        length=LENGTHS[basket.length],
        aims=_aims(themes),
        slots=slots,
        activities=tuple(_activity(theme, basket, minutes, taken) for theme in discussed),
        case=case,
        recurrences=tuple(recurs(theme, catalogue) for theme in themes),
        tensions=sides,
        points=points,
        marks=marks,
        sources=marks.sources,
    )


def composed_case(themes: Sequence[Theme], most_words: int, audience: str, catalogue: Catalogue) -> ComposedCase | None:
    """The composed case of at most so many words that is most about these themes, rather one that one of the audience tells.

    None where the corpus holds none that one of the themes is central to.
    """
    wanted = {theme.id: len(themes) - place for place, theme in enumerate(themes)}

    def about(one: Vignette) -> float:
        own = sum(grade * (1 + wanted[name] / len(themes)) for name, grade in one.relevant.items() if name in wanted)
        astray = sum(grade for name, grade in one.relevant.items() if name not in wanted and grade >= 2)
        told = any(word in one.voice.lower().replace(",", " ") for word in VOICES.get(audience, ()))
        return own - 0.5 * astray + OWN_VOICE * told

    central = [
        one
        for one in catalogue.corpus.vignettes
        if one.retells is None
        and any(grade == 3 and name in wanted for name, grade in one.relevant.items())
        and not set(one.ruled_out) & set(wanted)
        and len(one.text.split()) <= most_words
    ]
    if not central:
        return None
    best = min(central, key=lambda one: (-about(one), one.id))
    clear = [name for name, grade in sorted(best.relevant.items(), key=lambda each: (-each[1], each[0])) if grade >= 2]
    return ComposedCase(
        vignette=best,
        themes=tuple(catalogue.themes[name] for name in clear if name in wanted),
        others=tuple(catalogue.themes[name] for name in clear if name not in wanted),
    )


def _aims(themes: Sequence[Theme]) -> tuple[str, ...]:
    named = "; ".join(theme.title for theme in themes)
    return (
        f"Say what reviews have learned about: {named}.",
        "Recognise in your own work the moments when it applies.",
        "Name one thing that you will do differently, and how you will know that it helped a child.",
    )


def _activity(theme: Theme, basket: Basket, minutes: int, taken: set[str]) -> Activity:
    steps: Sequence[tuple[str, tuple[str, ...]]] = STEP_OF_ACTIVITY
    if basket.length == "7":
        steps = STEP_OF_ACTIVITY[2:3]
    time_for = max(2, minutes // MINUTES_A_QUESTION)
    if time_for < len(steps):  # what sense we make of it, and what we will do, before anything else
        steps = steps[-time_for:]
    asked = [(title, question_for(theme, basket.audience, kinds, taken)) for title, kinds in steps]
    return Activity(
        theme=theme, minutes=minutes, questions=tuple((title, words) for title, words in asked if words is not None)
    )


def _running_order(
    basket: Basket, n_themes: int, n_points: int, *, has_case: bool, has_sides: bool
) -> tuple[Slot, ...]:
    learned = f"Tell the {n_points} learning points of the handout, or have pairs read one each and tell it."
    if n_points == 1:
        learned = "Tell the learning point of the handout."
    case = "Read the composed case alone, then in threes: what do you notice, what is missing, who would you ring?"
    sides = "One side of the room argues for each; then ask how both can be true."
    plan: list[tuple[int, str, str]]
    if basket.length == "7":
        plan = [
            (1, "Why this", "Say where the learning comes from and in how many reviews it appears."),
            (3, "What was learned, and what to do", learned),
            (2, "Discuss", "One question, in pairs."),
            (1, "One action each", "Write it on the action plan."),
        ]
    elif basket.length == "45":
        plan = [
            (3, "Welcome", "Aims, and care for one another."),
            (4, "Why this", "Where the learning comes from and in how many reviews it appears."),
            (9, "What was learned, and what to do", learned),
            *([(10, "A composed case", case)] if has_case else []),
            (9 if has_case else 17, "Discuss", f"The questions, in threes: {n_themes} of the themes."),
            *([(4, "The other side", sides)] if has_sides else []),
            (4, "One action each", "Write it on the action plan."),
            (2, "Evaluation", "The evaluation questions, on paper."),
        ]
    else:
        plan = [
            (10, "Welcome", "Aims, care for one another, who is in the room."),
            (15, "Why this", "Where the learning comes from and in how many reviews it appears."),
            (30, "What was learned, and what to do", learned),
            *([(35, "A composed case", case)] if has_case else []),
            (15, "Break", ""),
            (55 if has_case else 75, "Discuss", f"The questions, in small groups, one theme at a time: {n_themes}."),
            *([(20, "The other side", sides)] if has_sides else []),
            (20, "Action plan", "In teams: what will change, who does it, by when, how we will know."),
            (10, "Evaluation", "The evaluation questions, on paper, and a round of one word each."),
        ]
    spare = int(basket.length) - sum(minutes for minutes, _, _ in plan)
    slots: list[Slot] = []
    for minutes, title, how in plan:
        longer = minutes + (spare if title == "Discuss" else 0)
        slots.append(Slot(start=sum(slot.minutes for slot in slots), minutes=longer, title=title, how=how))
    return tuple(slots)
