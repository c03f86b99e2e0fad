#!/bin/sh
# What `make setup` does: .venv from the hash-locked requirements, the package itself, the front-end bundles.
# Stamped by the lock files: a second run does nothing.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*"; }

python=""
for candidate in python3 python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ] || ! "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "setup: installing python3-venv"
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq make python3-venv >/dev/null
        python=python3
    else
        say "Randa needs Python 3.11 or newer with venv, and make."
        say "On Debian or Ubuntu:  apt install make python3-venv"
        exit 1
    fi
fi
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { say "Randa needs Python 3.11 or newer; this is $("$python" --version)."; exit 1; }

stamp=$(cat requirements-dev.lock pyproject.toml | "$python" -c 'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())')
if [ ! -x .venv/bin/python ]; then
    say "setup: making .venv"
    "$python" -m venv .venv
fi
if [ "$(cat .venv/stamp 2>/dev/null || true)" != "$stamp" ]; then
    say "setup: installing packages (a few minutes the first time)"
    .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
    .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
    printf '%s' "$stamp" > .venv/stamp
fi
.venv/bin/python -m service.frontend.build
