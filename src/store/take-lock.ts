/** An advisory lock of a transaction, waited for only as long as people wait for an answer. */
import { DatabaseError } from 'pg'
import { Failure } from '#src/errors'

/** A transaction of the store. */
interface Asked {
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>
}

interface Wanted {
  /** Of `advisoryLocks`. */
  readonly lock: number
  /** A part of the lock by a text, e.g. a cluster; the whole lock without a text. */
  readonly of?: string
  readonly patienceMs?: number
}

/** Transactions that hold such a lock end within milliseconds. */
const usualPatienceMs = 5_000

const notGranted = '55P03'

/** Throws a Failure that names the holder. The transaction is over then. */
export const takeLock = async (
  tx: Asked,
  { lock, of, patienceMs = usualPatienceMs }: Wanted,
): Promise<void> => {
  const key = of === undefined ? '$1::bigint' : '$1::int, hashtext($2)'
  const values = of === undefined ? [lock] : [lock, of]
  try {
    // The list is computed from left to right: later statements of the transaction wait as ever.
    await tx.query(
      `select set_config('lock_timeout', '${patienceMs}', true), pg_advisory_xact_lock(${key}), set_config('lock_timeout', '0', true)`,
      values,
    )
  } catch (error) {
    if (!(error instanceof Failure && isNotGranted(error.cause))) throw error
    await tx.query('rollback')
    throw await heldBy(tx, of === undefined ? wholeLock : partOfLock, values, error)
  }
}

const isNotGranted = (cause: unknown): boolean =>
  cause instanceof DatabaseError && cause.code === notGranted

const heldBy = async (
  tx: Asked,
  which: string,
  values: readonly unknown[],
  cause: unknown,
): Promise<Failure> => {
  const [holder] = await tx.query<{ pid: number; login: string; application: string }>(
    `select l.pid, coalesce(a.usename, 'unknown')::text as login, coalesce(a.application_name, '') as application
     from pg_locks l left join pg_stat_activity a on a.pid = l.pid
     where l.locktype = 'advisory' and l.granted and ${which}
       and l.database = (select oid from pg_database where datname = current_database()) limit 1`,
    values,
  )
  const options = { cause, unknown: true }
  if (!holder)
    return new Failure(
      'store.held',
      'A lock of the control database was not granted in time, and is free by now.',
      'Ask again.',
      options,
    )
  const { pid, login, application } = holder
  const as = application === '' ? login : `${login}, application ${application}`
  return new Failure(
    'store.held',
    `Nothing was done: pid ${pid} (login ${as}) holds a lock of the control database that everything like this waits for.`,
    `If that session does not end by itself, end it in the control database: \`select pg_terminate_backend(${pid})\`. Then ask again.`,
    options,
  )
}

const wholeLock = 'l.classid = 0 and l.objid::bigint = $1::bigint and l.objsubid = 1'

const partOfLock =
  'l.classid::bigint = $1::bigint and l.objid::bigint = hashtext($2)::bigint & 4294967295 and l.objsubid = 2'
