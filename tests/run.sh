#!/bin/sh
# Every check and test of the project, in the order in which they fail fastest. Installs what they need where it is missing.
# Ends with the time of each part and the ten slowest tests. What takes longer has a command of its own: tests/long.sh.
set -eu
cd "$(dirname "$0")/.."

. tests/parts.sh

part "install" install_tools
part "format" cargo fmt --check
part "lints" cargo clippy --locked --all-targets -- -D warnings
part "build tests" cargo test --locked --no-run
part "unit tests" run_tests --lib --bins
part "stories" run_tests --test it
part "fuzzing" run_tests --test fuzz
part "examples in comments" cargo test --locked --doc
RUSTDOCFLAGS="-D warnings" part "documentation" cargo doc --locked --no-deps

report
