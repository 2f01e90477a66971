#!/usr/bin/env bash
# The role that Howdah logs in as: it owns nothing, so that it cannot change the record.
set -euo pipefail
psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" <<'SQL'
\getenv password CONTROL_PASSWORD
create role howdah login password :'password';
grant connect, create on database howdah to howdah;
SQL
