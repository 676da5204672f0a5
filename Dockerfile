# Builds the index with torch; serves it without. docker build -t learning-from-reviews .
# How to run it, and behind what: docs/deploy.md. tests/assurance/test_ship.py runs each stage's steps in plain folders.
FROM python:3.11-slim-bookworm AS index
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends make && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN make setup PYTHON=python3.11
RUN .venv/bin/python -m pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
 && mkdir /bundles && cp -r ".bundles/$(cat .bundles/CURRENT)" .bundles/CURRENT /bundles/

FROM python:3.11-slim-bookworm AS app
WORKDIR /build
COPY requirements/serve.lock .
RUN python3.11 -m venv /app && /app/bin/python -m pip install --no-cache-dir --require-hashes -r serve.lock
COPY --from=index /wheels /wheels
RUN /app/bin/python -m pip install --no-cache-dir --no-deps /wheels/*.whl

FROM python:3.11-slim-bookworm
COPY --from=app /app /app
COPY --from=index /bundles /bundles
ENV LFR_BUNDLES=/bundles LFR_BEHIND_PROXY=true PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["/app/bin/python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/api/v1/health/ready', timeout=4)"]
ENTRYPOINT ["/app/bin/learning-from-reviews", "serve", "--host", "0.0.0.0", "--port", "8000"]
