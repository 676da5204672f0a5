"""What each dependency is licensed under, from its own metadata, and which licences are allowed."""

import re
from dataclasses import dataclass
from email.message import Message
from importlib.metadata import PackageNotFoundError, distribution

from tests.assurance.places import CHECKOUT

LOCKS = ("serve", "build", "postgres", "test")

# Permissive, or copyleft of files or libraries that are used unchanged. Nothing that reaches the program itself (GPL, AGPL).
ALLOWED = (
    "MIT", "BSD", "Apache", "ISC", "PSF", "Python Software Foundation", "Python-2.0", "MPL-2.0", "Mozilla Public License 2.0", "HPND", "Unlicense",
    "CNRI-Python", "0BSD", "Zlib", "CC0-1.0", "MIT-CMU", "LGPL", "Lesser General Public", "UIUC", "BSL-1.0",
)  # fmt: skip
REFUSED = re.compile(r"(?<!L)(?<!Lesser )\bA?GPL|GNU (Affero )?General Public", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    name: str
    version: str


def locked(lock: str) -> list[Locked]:
    """What a lock file pins, in its order."""
    text = (CHECKOUT / "requirements" / f"{lock}.lock").read_text(encoding="utf-8")
    return [
        Locked(name=found[1], version=found[2])
        for found in re.finditer(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", text, re.MULTILINE)
    ]


def licence(name: str) -> str:
    """The licence that an installed distribution says it has; empty where it is not installed, or says nothing."""
    try:
        metadata = distribution(name).metadata
    except PackageNotFoundError:
        return ""
    assert isinstance(metadata, Message)
    stated = metadata.get("License-Expression") or ""
    classifiers = [
        one.rsplit(" :: ", 1)[-1] for one in metadata.get_all("Classifier") or [] if one.startswith("License ::")
    ]
    written = (metadata.get("License") or "").strip().split("\n")[0][:80]
    return stated or "; ".join(one for one in classifiers if one != "OSI Approved") or written


def allowed(stated: str) -> bool:
    """Whether at least one of the licences offered is allowed, and none that is refused is asked for besides."""
    offers = [stated] if " OR " not in stated else stated.split(" OR ")
    return any(any(name in offer for name in ALLOWED) and not REFUSED.search(offer) for offer in offers)
