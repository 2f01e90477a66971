/** Transactions that a statement on an index waits for, besides its own locks: an approver should know beforehand. */
import {
  fromSessions,
  readSessions,
  sessionColumns,
  sessionLabelOf,
} from '#cluster/facts/session/sessions'
import type { Reader } from '#model/view'

/** Seconds after which a transaction is worth naming. */
export const longSeconds = 5

/** A build waits for SHARE and takes SHARE UPDATE EXCLUSIVE; these modes conflict with either. */
const writing = [
  'RowExclusiveLock',
  'ShareUpdateExclusiveLock',
  'ShareLock',
  'ShareRowExclusiveLock',
  'ExclusiveLock',
  'AccessExclusiveLock',
]
const any = [...writing, 'AccessShareLock', 'RowShareLock']

/**
 * A build validates against old snapshots of this database, except VACUUM's. Removing an index waits for every
 * session that may still use the index, even for readers; a drop has no validation. A prepared transaction has
 * locks but no snapshot.
 */
const kinds = {
  build: { locks: writing, snapshots: true },
  rebuild: { locks: any, snapshots: true },
  drop: { locks: any, snapshots: false },
} as const

/** Each phrase completes the sentence "It waits for …". */
export const waitsFor = async (
  reader: Reader,
  tableOid: string,
  what: keyof typeof kinds,
  seconds: number = longSeconds,
): Promise<readonly string[]> => {
  const { locks, snapshots } = kinds[what]
  const [sessions, prepared] = await Promise.all([
    readSessions(
      reader,
      `select ${sessionColumns} ${fromSessions}
       where a.pid <> pg_backend_pid() and a.xact_start < clock_timestamp() - make_interval(secs => $3)
         and ($4::boolean and a.datname = current_database() and a.backend_xmin is not null and a.backend_type <> 'autovacuum worker'
           or exists (select from pg_locks l where l.pid = a.pid and ${onTable}))
       order by a.xact_start limit 5`,
      [tableOid, locks, seconds, snapshots],
    ),
    reader.read<{ gid: string }>(
      `select p.gid from pg_prepared_xacts p
         join pg_locks own on own.pid is null and own.locktype = 'transactionid' and own.transactionid = p.transaction
       where exists (select from pg_locks l where l.pid is null and l.virtualtransaction = own.virtualtransaction and ${onTable})
       order by p.prepared limit 5`,
      [tableOid, locks],
    ),
  ])
  return [
    ...sessions.map(one => `${sessionLabelOf(one)} to end its transaction`),
    ...prepared.map(
      ({ gid }) =>
        `the prepared transaction ${gid}, which no session will end by itself: COMMIT PREPARED or ROLLBACK PREPARED does`,
    ),
  ]
}

const onTable = `l.granted and l.locktype = 'relation' and l.relation = $1::oid and l.mode = any($2)
  and l.database = (select oid from pg_database where datname = current_database())`
