#!/bin/sh
# Runs a fuzz target under coverage (libFuzzer, on stable Rust): guided.sh TARGET [SECONDS]. What it learns is kept in
# target/guided, what fails in target/guided/artifacts; further arguments are libFuzzer's.
set -eu
cd "$(dirname "$0")/../.."
target=${1:?one of yaml, layout, expression, answers, definition}
seconds=${2:-600}
shift
[ $# -eq 0 ] || shift
command -v cargo-fuzz >/dev/null || cargo install --locked cargo-fuzz
# The crates of the package itself.
[ -f tests/fuzz/guided/Cargo.lock ] || cp Cargo.lock tests/fuzz/guided/Cargo.lock
mkdir -p "target/guided/corpus/$target" "target/guided/artifacts"
exec nice cargo fuzz run --fuzz-dir tests/fuzz/guided --target-dir target/guided --sanitizer none "$target" "target/guided/corpus/$target" -- \
    -artifact_prefix=target/guided/artifacts/ -max_total_time="$seconds" -max_len=65536 -timeout=30 -rss_limit_mb=2048 "$@"
