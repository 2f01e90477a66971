#!/usr/bin/env bash
# Copies the primary at the first start, then runs PostgreSQL as the image does.
set -euo pipefail
export PGSSLMODE=verify-full PGSSLROOTCERT=/certificates/ca.crt
if [[ ! -s $PGDATA/PG_VERSION ]]; then
  install -d -o postgres -g postgres -m 700 "$PGDATA"
  gosu postgres pg_basebackup --host=primary --username=replicator --pgdata="$PGDATA" \
    --wal-method=stream --checkpoint=fast --write-recovery-conf
fi
exec docker-entrypoint.sh "$@"
