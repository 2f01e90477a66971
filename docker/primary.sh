#!/usr/bin/env bash
# Roles of the managed cluster: its application, its replica, and what `howdah init --print-sql` asks for.
set -euo pipefail
psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" <<'SQL'
\getenv replication SHOP_REPLICATION_PASSWORD
\getenv app SHOP_APP_PASSWORD
\getenv observe SHOP_OBSERVE_PASSWORD
\getenv ddl SHOP_DDL_PASSWORD
create extension pg_stat_statements;
create role replicator login replication password :'replication';
create role app login password :'app';
create role howdah_observe login password :'observe' in role pg_monitor;
-- Acts as the owner of what it changes by SET ROLE, never by inheriting.
create role howdah_ddl login noinherit password :'ddl';
grant app to howdah_ddl with inherit false, set true;
grant pg_monitor, pg_signal_backend to howdah_ddl with inherit true;
create schema shop authorization app;
SQL
echo 'hostssl replication replicator all scram-sha-256' >>"$PGDATA/pg_hba.conf"
