#!/bin/sh
# A first sync and a quiet second one against a real GLPI, beside a bare client. Adds thousands of
# rows: use a GLPI that nobody else works with.
#
#   STOCKTAKE_BENCH_GLPI        URL ending in /apirest.php, by http
#   STOCKTAKE_BENCH_USER_TOKEN  personal token of a user with all rights
#   STOCKTAKE_BENCH_APP_TOKEN   token of the API client, when it asks for one
#   STOCKTAKE_BENCH_RESET       command that brings the GLPI back to its start, run before each side
#   STOCKTAKE_BENCH_ROWS        computers, 2000
#   STOCKTAKE_BENCH_ROUNDS      rounds, 3
set -eu
: "${STOCKTAKE_BENCH_GLPI:?is the URL of a GLPI}" "${STOCKTAKE_BENCH_USER_TOKEN:?is a user token}"
cd "$(dirname "$0")/.."
exec cargo bench --bench real_glpi
