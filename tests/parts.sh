# Shell functions that tests/run.sh and tests/long.sh share: installing what tests need, timing parts, finding slow tests.
# It must be sourced from the package's folder.

mkdir -p target/run
: > target/run/parts
: > target/run/tests

# part NAME COMMAND [ARGUMENT ...]: runs the command and notes how many seconds it took.
part() {
    part_name=$1
    shift
    echo "== $part_name"
    part_begin=$(date +%s)
    "$@"
    printf '%6s s  %s\n' "$(($(date +%s) - part_begin))" "$part_name" >> target/run/parts
}

# run_tests ARGUMENT ...: `cargo test` with these arguments; each test's time is kept for the report.
# `--report-time` is an option of Rust's test harness that only asks for this variable; the compiler does not see it, so
# that nothing is built otherwise than by a plain `cargo test`.
run_tests() {
    host=$(rustc -vV | sed -n 's/^host: //p' | tr 'a-z-' 'A-Z_')
    rm -f target/run/failed
    {
        env "CARGO_TARGET_${host}_RUNNER=env RUSTC_BOOTSTRAP=1" \
            cargo test --locked "$@" -- -Z unstable-options --report-time ${TEST_ARGUMENTS:-} || touch target/run/failed
    } 2>&1 | tee target/run/output
    sed -n 's/^test \(.*\) \.\.\. ok <\([0-9.]*\)s>$/\2 \1/p' target/run/output >> target/run/tests
    [ ! -e target/run/failed ]
}

# report: the time of each part, and the ten slowest tests.
report() {
    echo "== time of each part"
    cat target/run/parts
    awk '{ sum += $1 } END { printf "%6d s  in all\n", sum }' target/run/parts
    echo "== ten slowest tests"
    sort -rn target/run/tests | head -n 10 | awk '{ seconds = $1; $1 = ""; printf "%8.1f s %s\n", seconds, $0 }'
}

has() { command -v "$1" >/dev/null 2>&1; }

# install_tools: what the tests check our work with, where it is missing. Others wrote it, and people use it: libxml2 and
# xmlsec1 judge messages and signatures, PostgreSQL, Chromium and Firefox are what the program runs on and is read with.
install_tools() {
    missing=
    has xmllint || missing="$missing libxml2-utils"
    has xmlsec1 || missing="$missing xmlsec1"
    has chromium || missing="$missing chromium"
    has firefox-esr || missing="$missing firefox-esr"
    has chromedriver || missing="$missing chromium-driver"
    has python3 || missing="$missing python3 python3-venv"
    has npm || missing="$missing nodejs npm"
    has pdftoppm || missing="$missing poppler-utils"
    has cc || missing="$missing build-essential"
    ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || has postgres || missing="$missing postgresql"
    if [ -n "$missing" ]; then
        if ! has apt-get; then
            echo "Please install what these Debian packages hold:$missing" >&2
            return 1
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
}
