#!/bin/sh
# tests/long.sh PART: what takes longer than tests/run.sh may. Writes the result, the commit and the date into tests/long.md.
#
#   axe        every page and state in every language, screen and colours, by axe-core in a real browser
#   kills      200 sudden ends of the server under load, on SQLite and on PostgreSQL: nothing acknowledged is lost or doubled
#   data       the store with many orders: its statements, lists, exports and migrations
#   flood      20,000 rightly signed calls from one network, while another floods
#   fuzz       every target for ten minutes, beginning at another seed
#   histories  2,000 random histories beside the model
#   promise    20,000 drawn definitions, 50 answers each
#   all        all of these, one after the other
set -eu
cd "$(dirname "$0")/.."

. tests/parts.sh

# A part is a test of tests/it or tests/fuzz; an environment variable makes it long.
run_part() {
    case $1 in
        axe) run_tests --test it accessible ;;
        kills) KILLS=100 run_tests --test it kills ;;
        data) ORDERS=200000 run_tests --test it many_orders ;;
        flood) SIGNED_CALLS=20000 run_tests --test it flood ;;
        fuzz) FUZZ_SECONDS=600 FUZZ_SEED=$(date +%s) run_tests --test fuzz ;;
        histories) HISTORIES=2000 run_tests --test it random_histories ;;
        promise) PROMISE_DEFINITIONS=20000 PROMISE_ANSWERS=50 run_tests --test it promise ;;
        *) sed -n '2,12s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
    esac
}

# One row a part: what it came to, how long it took, on which commit and day.
record() {
    commit=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)
    [ -z "$(git status --porcelain -- . ':!tests/long.md' 2>/dev/null)" ] || commit="$commit and changes"
    row="| $1 | $2 | $3 | $commit | $(date -u +%Y-%m-%d) |"
    grep -v "^| $1 |" tests/long.md > target/run/long.md
    printf '%s\n' "$row" >> target/run/long.md
    cp target/run/long.md tests/long.md
}

run_recorded() {
    began=$(date +%s)
    if run_part "$1"; then result=passed; else result=FAILED; fi
    counted=$(sed -n 's/^test result: .* \([0-9]* passed; [0-9]* failed\).*/\1/p' target/run/output | tail -n 1)
    record "$1" "$result: $counted" "$(($(date +%s) - began)) s"
    [ "$result" = passed ]
}

case ${1:-} in
    all) for one in axe kills data flood fuzz histories promise; do run_recorded "$one"; done ;;
    *) run_recorded "${1:-}" ;;
esac
report
