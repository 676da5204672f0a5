"""create_app(settings, live): wiring only."""

import contextlib
from collections.abc import AsyncIterator

import anyio.to_thread
from fastapi import FastAPI

from service.api import cases, health, learning
from service.guard import Guard
from service.live import LiveBundle
from service.page import views
from service.privacy import PROBLEMS, add_error_handlers
from service.settings import Settings

SPARE_THREADS = 16


def create_app(settings: Settings, live: LiveBundle) -> FastAPI:
    """The service over a bundle that is already open or still to come."""

    @contextlib.asynccontextmanager
    async def with_threads_to_spare(_: FastAPI) -> AsyncIterator[None]:
        """Cases that wait must not hold every thread: pages and health have some left."""
        limiter = anyio.to_thread.current_default_thread_limiter()
        limiter.total_tokens = live.most_threads + SPARE_THREADS
        yield

    app = FastAPI(
        lifespan=with_threads_to_spare,
        title="Learning from Reviews",
        version="1",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # their pages load scripts from another host
        redoc_url=None,
    )
    app.state.settings = settings
    app.state.live = live
    for router in (cases.router, learning.router, health.router):
        app.include_router(router, responses=PROBLEMS)
    views.add_pages(app, settings)
    add_error_handlers(app)
    hosts = frozenset(name.strip() for name in settings.allowed_hosts.split(",") if name.strip())
    app.add_middleware(Guard, allowed_hosts=hosts)
    return app
