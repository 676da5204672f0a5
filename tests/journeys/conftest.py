"""What the journeys share: a page that is checked, when a test is done with it, for having kept everything to itself."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from playwright.sync_api import Browser, Page

Opened = Callable[..., AbstractContextManager[Page]]
TIMEOUT_MS = 15_000


@pytest.fixture
def opened(browser: Browser, server: str) -> Opened:
    """Opens a page and, when the test is done with it, checks that nothing went elsewhere and nothing was kept."""

    @contextmanager
    def open_page(*, width: int = 1280, scripts: bool = True) -> Iterator[Page]:
        context = browser.new_context(
            base_url=server, viewport={"width": width, "height": 800}, java_script_enabled=scripts
        )
        context.set_default_timeout(TIMEOUT_MS)
        asked: list[str] = []
        faults: list[str] = []
        context.on("request", lambda request: asked.append(request.url))
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
        yield page
        assert asked
        assert [url for url in asked if not url.startswith((f"{server}/", f"blob:{server}/"))] == []
        assert [url for url in asked if "case=" in url or "core" in url] == []
        assert faults == []
        assert context.cookies() == []
        if scripts:
            stores = "Promise.all([indexedDB.databases(), caches.keys()]).then(found => found.map(one => one.length))"
            assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
            assert page.evaluate(stores) == [0, 0]
        context.close()

    return open_page
