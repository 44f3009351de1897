#!/bin/sh
# How long files are read, of each kind, beside the library below the reader: a table with ratios, in one run.
#
#   STOCKTAKE_BENCH_ROWS  rows of each file, 60000; an XLS sheet has 65536 at most
set -eu
cd "$(dirname "$0")/.."
exec cargo bench --bench reading -- ${STOCKTAKE_BENCH_ROWS:+--rows "$STOCKTAKE_BENCH_ROWS"}
