"""Answers as text for a terminal: the same bodies as the API's, in plain words."""

import textwrap

from corpus import ReflectionModel
from service.api import bodies

WIDTH = 100
FOUND_BY = {
    "local-review": "found by a local review",
    "national-source": "supported by a national source",
    "local-guidance": "local guidance",
}
READ_AS = {
    "ruled_out": "ruled out",
    "historical": "in the past",
    "hypothetical": "supposed",
    "someone_else": "about someone else",
}


def _wrapped(text: str, indent: str, first: str | None = None) -> str:
    return textwrap.fill(
        " ".join(text.split()), WIDTH, initial_indent=indent if first is None else first, subsequent_indent=indent
    )


def _source(source: bodies.SourceOut) -> str:
    seen = ", read in a summary" if source.seen == "summary" else ""
    return f"{source.publisher}, {source.title} ({source.year or 'undated'}; {FOUND_BY[source.provenance]}{seen}) {source.url}"


def print_match(body: bodies.MatchOut, words_read: int) -> str:
    """A match for people: strong themes before possible ones, each with its words of the case and its sources."""
    lines = [
        f"Read {words_read} words in {len(body.segments)} parts. This supports judgement and never replaces it.",
        "",
    ]
    for gap in body.not_covered:
        lines += [_wrapped(f"Not covered by these reviews: {gap.title}. Look at {gap.url}", "  ", ""), ""]
    if body.nothing_relevant:
        lines.append("Nothing here speaks to this. That says nothing about the case, only about these reviews.")
    for number, theme in enumerate(body.themes, start=1):
        good = " - practice that went well" if theme.good_practice else ""
        lines.append(f"{number}. {theme.title} ({theme.review.title}) [{theme.strength}]{good}")
        for point in theme.learning_points:
            lines.append(_wrapped(point.learning, "     ", "   - "))
            lines += [_wrapped(f"“{part.text}”", "       ", "     Your words: ") for part in point.evidence]
            own = " (our wording)" if point.practice_basis == "own" else ""
            lines.append(_wrapped(f"In practice{own}: {point.practice}", "       ", "     "))
            lines += [_wrapped(_source(source), "       ", "     Source: ") for source in point.sources]
        lines.append("")
    aside = [part for part in body.segments if part.status != "present"]
    if aside:
        lines.append("Read otherwise than as a present fact:")
        lines += [_wrapped(f"{READ_AS[part.status]}: “{part.text}”", "    ", "  - ") for part in aside]
    return "\n".join(lines).rstrip()


def print_reflection(body: bodies.ReflectOut, model: ReflectionModel) -> str:
    """Prompts for people, stage by stage, each with the theme and the words that call for it."""
    lines = [f"{model.title} ({model.source})", ""]
    if body.nothing_relevant:
        lines += ["Nothing in these reviews speaks to this case, so the questions are the model's own.", ""]
    for stage in body.stages:
        lines.append(stage.title)
        for prompt in stage.prompts:
            lines.append(_wrapped(prompt.question, "    ", "  - "))
            if prompt.theme is not None:
                lines.append(_wrapped(f"From: {prompt.theme.title}", "      ", "    "))
            lines += [_wrapped(f"“{part.text}”", "      ", "    Your words: ") for part in prompt.evidence]
        lines.append("")
    return "\n".join(lines).rstrip()


RELATION = {
    "same_lesson": "the same lesson",
    "tension": "pulls the other way",
    "good_practice": "practice that went well",
    "related": "related",
}


def print_related(body: bodies.RelatedOut) -> str:
    """Related learning for people, best first."""
    if not body.results:
        return "Nothing here speaks to that. With filters, try wider ones."
    lines = []
    titles = {result.id: result.title for result in body.results}
    for number, result in enumerate(body.results, start=1):
        lines.append(f"{number}. {result.title} ({result.review.title}) [{RELATION[result.relation]}]")
        lines.append(f"     {result.id}")
        if result.group != result.id:
            lines.append(_wrapped(f"The same lesson as {titles[result.group]}", "     "))
        names = ", ".join(f"{review.title} ({review.year or 'undated'})" for review in result.appears_in)
        words = f"This learning appears in {len(result.appears_in)} of {result.of_reviews} reviews here: {names}."
        lines.append(_wrapped(words, "     "))
        lines += [
            _wrapped(f"{tension.theme.title}. {tension.why}", "       ", "     Pulls the other way: ")
            for tension in result.tensions
        ]
    return "\n".join(lines)
