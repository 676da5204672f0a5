"""GET health/live, health/ready: whether the process runs, and whether it has an index to answer from."""

from fastapi import APIRouter, Request

from service.api import bodies
from service.api.deps import live

router = APIRouter(prefix="/api/v1/health", tags=["health"])


@router.get("/live")
def get_live() -> bodies.LiveOut:
    """Whether the process runs."""
    return bodies.LiveOut(status="ok")


@router.get("/ready")
def get_ready(request: Request) -> bodies.ReadyOut:
    """The version of the index in use; 503 while there is none."""
    bundle = live(request).bundle()
    return bodies.ReadyOut(status="ok", index=bundle.version, built=bundle.built)
