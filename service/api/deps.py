"""What a route takes from the app that it runs in."""

from fastapi import Request

from service.live import LiveBundle


def live(request: Request) -> LiveBundle:
    """The app's bundle."""
    found = request.app.state.live
    assert isinstance(found, LiveBundle)  # noqa: S101 (set by create_app)
    return found
