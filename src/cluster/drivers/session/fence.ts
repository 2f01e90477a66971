/** The fence at the target: an advisory lock for each run, and the sessions of older holders. */
import { createHash } from 'node:crypto'
import type { ReadRows } from '#cluster/clients/postgres/connection'
import type { Stray } from '#model/actions/driver'
import { micros } from '#text/instant'

/** Labels a session for pg_stat_activity and the server's log: `howdah <run> <token>`. */
export const sessionLabel = (run: string, token: number): string => `howdah ${run} ${token}`

/** The two int4 keys of the advisory lock; the first marks the lock as Howdah's. */
export const fenceKeys = (run: string): readonly [number, number] => [
  0x40d4,
  createHash('sha256').update(run).digest().readInt32BE(0),
]

export const tryFence = async (read: ReadRows, run: string): Promise<boolean> => {
  const [row] = await read<{ held: boolean }>('select pg_try_advisory_lock($1, $2) as held', [
    ...fenceKeys(run),
  ])
  return row?.held ?? false
}

/**
 * Sessions of the run that are not in use: sessions of older tokens, and in this database sessions of the
 * current token with a lost connection, a loss that PostgreSQL may not have noticed.
 */
const abandoned = `from pg_stat_activity
  where starts_with(application_name, 'howdah ' || $1 || ' ')
    and usename = session_user and pid <> pg_backend_pid()
    and split_part(application_name, ' ', 3) ~ '^[0-9]{1,18}$'
    and (split_part(application_name, ' ', 3)::bigint < $2
      or split_part(application_name, ' ', 3)::bigint = $2 and datname = current_database())`

/** pg_stat_activity cuts a long statement at a whole character. */
const runsNow = `state = 'active' and (query = $3::text or starts_with($3::text, query)
  and octet_length(query) >= pg_size_bytes(current_setting('track_activity_query_size')) - 4)`

const started = `${micros('backend_start')}::text`

const columns = `pid, ${started} as "startedAt",
  split_part(application_name, ' ', 3)::bigint::int as token`

export const readHolders = (
  read: ReadRows,
  run: string,
  token: number,
): Promise<readonly Stray[]> => read<Stray>(`select ${columns} ${abandoned}`, [run, token])

/** Leaves out the session that runs exactly `keep` right now: that session is adopted. */
export const readAbandoned = (
  read: ReadRows,
  run: string,
  token: number,
  keep: string | null,
): Promise<readonly Stray[]> =>
  read<Stray>(`select ${columns} ${abandoned} and not (${runsNow})`, [run, token, keep ?? ''])

/**
 * Ends the sessions of `known` that still exist and still do not run `keep`.
 * A holder that was frozen meanwhile has the older token, so it can never end a session of a newer token.
 */
export const endAbandoned = (
  read: ReadRows,
  run: string,
  token: number,
  keep: string | null,
  known: readonly Stray[],
): Promise<readonly Stray[]> =>
  read<Stray>(
    `select ${columns}, pg_terminate_backend(pid) as ended ${abandoned} and not (${runsNow})
       and (pid, ${started}) in (select * from unnest($4::int[], $5::text[]))`,
    [run, token, keep ?? '', known.map(({ pid }) => pid), known.map(({ startedAt }) => startedAt)],
  )
