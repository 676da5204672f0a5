"""Templates -> responses: the Jinja environment, and what every page shows whoever asks."""

import functools
import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

from fastapi import Request
from jinja2 import ChainableUndefined, Environment, FileSystemLoader, PackageLoader, PrefixLoader, StrictUndefined
from starlette.responses import HTMLResponse

from service.page import wording
from service.settings import Settings

HERE = Path(__file__).parent
STATIC = HERE / "static"

# The macros of govuk-frontend-jinja leave out what they are not given, so they need a lenient environment of their own;
# a name that is missing from one of our templates is a mistake, and StrictUndefined says so.
MACROS = {
    "govukBreadcrumbs": "breadcrumbs",
    "govukButton": "button",
    "govukCheckboxes": "checkboxes",
    "govukErrorSummary": "error-summary",
    "govukInput": "input",
    "govukInsetText": "inset-text",
    "govukRadios": "radios",
    "govukSelect": "select",
    "govukSkipLink": "skip-link",
    "govukTag": "tag",
    "govukTextarea": "textarea",
    "govukWarningText": "warning-text",
}


class Pages:
    """Renders the templates of one service, with its settings."""

    def __init__(self, settings: Settings | None = None) -> None:
        macros = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
        lenient = Environment(loader=macros, autoescape=True, undefined=ChainableUndefined)
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        for macro, folder in MACROS.items():
            self._environment.globals[macro] = _Macro(lenient, folder, macro)
        self._environment.globals.update(
            front_door=settings.front_door if settings else "",
            partnership_name=settings.partnership_name if settings else "",
            partnership_url=settings.partnership_url if settings else "",
            static={path.name: _address(path) for path in STATIC.iterdir() if path.is_file()},
            STATUS_LABELS=wording.STATUS_LABELS,
            STATUS_BUTTONS=wording.STATUS_BUTTONS,
            RELATIONS=wording.RELATIONS,
            STEPS=wording.STEPS,
            MODELS_OWN=wording.MODELS_OWN,
            NO_VERDICT=wording.NO_VERDICT,
            OWN_WORDING=wording.OWN_WORDING,
            DISCREPANCY=wording.DISCREPANCY,
            DISCREPANCY_ABOUT=wording.DISCREPANCY_ABOUT,
        )

    def render(
        self, template: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **values: object
    ) -> HTMLResponse:
        """A page. Values are escaped; a value that a template needs and is not given raises UndefinedError."""
        text = self._environment.get_template(template).render(**values)
        return HTMLResponse(text, status_code=status, headers=dict(headers or {}))


class _Macro:
    """A macro that is compiled when a page first calls it: a case that comes as JSON need not wait for a page's parts."""

    def __init__(self, environment: Environment, folder: str, name: str) -> None:
        self._environment, self._folder, self._name = environment, folder, name

    @functools.cached_property
    def _macro(self) -> Callable[..., str]:
        template = self._environment.get_template(f"govuk_frontend_jinja/components/{self._folder}/macro.html")
        found: Callable[..., str] = getattr(template.module, self._name)
        return found

    def __call__(self, *values: object, **named: object) -> str:
        return self._macro(*values, **named)


def _address(path: Path) -> str:
    """A static file's address, with a mark of its contents, so that no cache keeps an old one."""
    return f"/static/{path.name}?v={hashlib.sha256(path.read_bytes()).hexdigest()[:10]}"


def pages(request: Request) -> Pages:
    """The app's pages."""
    found = request.app.state.pages
    assert isinstance(found, Pages)  # noqa: S101 (set by add_pages)
    return found
