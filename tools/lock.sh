#!/usr/bin/env bash
# Resolve pyproject.toml into the two locks. Pins stay as they are unless --upgrade is passed on.
# uv is installed into a folder that is thrown away: nobody who only uses the kit needs it.
set -euo pipefail
cd "$(dirname "$0")/.."

workshop=$(mktemp -d)
trap 'rm -rf "$workshop"' EXIT
"${PYTHON:-python3}" -m venv "$workshop/venv"
"$workshop/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'uv>=0.8'

resolve() {
  # One version of each package for every Python and platform (fork-strategy fewest), and no host in
  # the file, so that any index or mirror can serve it.
  "$workshop/venv/bin/uv" pip compile --quiet --universal --python-version 3.11 \
    --fork-strategy fewest --generate-hashes --no-header \
    --no-emit-index-url --no-emit-find-links "$@" pyproject.toml
}

resolve --extra dev --extra cluster --extra ebm --output-file requirements.lock "$@"
resolve --extra bench --constraints requirements.lock --output-file requirements-bench.lock "$@"
echo "requirements.lock: $(grep -c '==' requirements.lock) packages," \
  "requirements-bench.lock: $(grep -c '==' requirements-bench.lock)"
