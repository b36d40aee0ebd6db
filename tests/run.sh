#!/bin/sh
# Every check and test of the project, in the order in which they fail fastest. Installs what they need where it is missing.
set -eu
cd "$(dirname "$0")/.."

# The tests check our work with programs that others wrote, and drive real ones:
# libxml2 and xmlsec1 judge messages and signatures, PostgreSQL and Chromium are what people use.
missing=
has() { command -v "$1" >/dev/null 2>&1; }
has xmllint || missing="$missing libxml2-utils"
has xmlsec1 || missing="$missing xmlsec1"
has chromium || missing="$missing chromium"
has chromedriver || missing="$missing chromium-driver"
has python3 || missing="$missing python3 python3-venv"
has npm || missing="$missing nodejs npm"
has pdftoppm || missing="$missing poppler-utils"
has cc || missing="$missing build-essential"
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || has postgres || missing="$missing postgresql"
if [ -n "$missing" ]; then
    if ! has apt-get; then
        echo "Please install what these Debian packages hold:$missing" >&2
        exit 1
    fi
    as_root=
    [ "$(id -u)" = 0 ] || as_root=sudo
    $as_root apt-get update -q
    # shellcheck disable=SC2086 # one word per package is meant
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -q -y --no-install-recommends $missing
fi

# SOAP clients that others wrote, of the versions named beside them.
[ -x target/foreign/bin/pip ] || python3 -m venv target/foreign
target/foreign/bin/pip install --quiet --disable-pip-version-check -r tests/foreign/python/requirements.txt
npm ci --prefix tests/foreign/node --ignore-scripts --no-audit --no-fund

cargo fmt --check
cargo clippy --locked --all-targets -- -D warnings
cargo test --locked
RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps
