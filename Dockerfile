# Builds the index with torch; serves it without. docker build -t learning-from-reviews .
# docker run --read-only --cap-drop ALL -p 127.0.0.1:8000:8000 learning-from-reviews
FROM python:3.11-slim-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends make && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN make setup PYTHON=python3.11 && python3.11 -m venv /app \
 && /app/bin/python -m pip install --no-cache-dir --require-hashes -r requirements/serve.lock \
 && .venv/bin/python -m pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
 && /app/bin/python -m pip install --no-cache-dir --no-deps /wheels/*.whl \
 && mkdir /bundles && cp -r ".bundles/$(cat .bundles/CURRENT)" /bundles/ && cp .bundles/CURRENT /bundles/

FROM python:3.11-slim-bookworm
RUN useradd --system --no-create-home lfr
COPY --from=build /app /app
COPY --from=build /bundles /bundles
ENV LFR_BUNDLES=/bundles LFR_BEHIND_PROXY=true PYTHONDONTWRITEBYTECODE=1
USER lfr
EXPOSE 8000
ENTRYPOINT ["/app/bin/learning-from-reviews", "serve", "--host", "0.0.0.0", "--port", "8000"]
