#!/usr/bin/env bash
# Makes a folder that serves on a machine without torch, without a network and without a compiler.
# Usage: deploy/bundle.sh FOLDER (it must not exist yet). `make bundle` calls it for the folder `bundle`.
# POSTGRES=1 puts in what taking the index from a database needs as well (LFR_STORE).
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
target=${1:?Usage: deploy/bundle.sh FOLDER}
if [[ -e $target ]]; then
  echo "$target is already there. Move it away, or name another folder." >&2
  exit 1
fi
python=$here/.venv/bin/python
partial=$(mktemp -d "$(dirname "$target")/.partial-XXXXXX")
trap 'rm -rf "$partial"' EXIT
current=$(cat "${LFR_BUNDLES:-$here/.bundles}/CURRENT")
mkdir -p "$partial/bundles" "$partial/wheels"
cp -r "${LFR_BUNDLES:-$here/.bundles}/$current" "$partial/bundles/$current"
echo "$current" > "$partial/bundles/CURRENT"
"$python" -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir "$partial/wheels" "$here"
cp "$here/requirements/serve.lock" "$here/LICENSE" "$partial/"
[[ -z ${POSTGRES:-} ]] || cat "$here/requirements/postgres.lock" >> "$partial/serve.lock"
"$python" -m pip download --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: \
  --dest "$partial/wheels" -r "$partial/serve.lock"
cat > "$partial/serve.sh" <<'SERVE'
#!/usr/bin/env bash
# Serves Learning from Reviews from this folder. Needs Python 3.11; no network, no torch. PORT=8000 to change the port.
set -euo pipefail
cd "$(dirname "$0")"
python=${PYTHON:-python3.11}
if [[ ! -x .venv/bin/learning-from-reviews ]]; then
  "$python" -m venv .venv
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-index --find-links wheels --require-hashes -r serve.lock
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-index --no-deps wheels/learning_from_reviews-*.whl
fi
export LFR_BUNDLES="$PWD/bundles"
exec .venv/bin/learning-from-reviews serve --port "${PORT:-8000}" "$@"
SERVE
chmod +x "$partial/serve.sh"
chmod 755 "$partial"
mv "$partial" "$target"
trap - EXIT
echo "Made $target ($(du -sh "$target" | cut -f1)). Copy it to the machine that serves, and run ./serve.sh there."
