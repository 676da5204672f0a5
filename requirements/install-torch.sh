#!/usr/bin/env bash
# Says how much torch will fetch before it is fetched, and adds CUDA's libraries only where no CPU build is to be had.
# Usage: PIP_INSTALL="python -m pip install ..." install-torch.sh path/to/python
set -euo pipefail
python=$1
here=$(dirname "$0")
wanted=$(sed -n 's/^\(torch==[0-9.]*\).*/\1/p' "$here/torch.lock")
report=$(mktemp)
trap 'rm -f "$report"' EXIT
"$python" -m pip install --quiet --disable-pip-version-check --dry-run --ignore-installed --no-deps --report "$report" "$wanted" >/dev/null
found=$("$python" -c 'import json, sys; print(json.load(open(sys.argv[1]))["install"][0]["metadata"]["version"])' "$report")
if [[ $found == *cpu ]]; then
  echo "Installing what building the index needs: torch $found and sentence-transformers, about 1.2 GB on disk ..."
  $PIP_INSTALL -r "$here/torch-cpu.lock" --no-deps
elif [[ $(uname -s) == Linux && $(uname -m) == x86_64 ]]; then
  echo "Only torch's CUDA build was found: about 3 GB will be fetched, for a graphics card that is not used."
  echo "To avoid it, stop here (Ctrl-C), point pip at a CPU build of $wanted (PIP_EXTRA_INDEX_URL, or PIP_FIND_LINKS for a folder that holds the wheel) and run make again."
  $PIP_INSTALL -r "$here/cuda.lock" -r "$here/torch.lock" --no-deps
else
  echo "Installing what building the index needs: torch $found and sentence-transformers, about 1.2 GB on disk ..."
  $PIP_INSTALL -r "$here/torch.lock" --no-deps
fi
