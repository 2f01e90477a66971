/** Counters of statements, with all that tells whether two readings may be compared. */
import { type StatementsSetup, statementsSetup, uncountedBecause } from '#cluster/facts/query/setup'
import {
  counts,
  here,
  othersThan,
  readable,
  seesStatements,
  topmost,
  withoutTexts,
} from '#cluster/facts/query/view'
import type { Reader, View } from '#model/view'
import { Failure } from '#src/errors'
import { writeCommand } from '#text/write-command'

export interface Counter {
  readonly calls: number
  readonly totalMs: number
  readonly rows: number
  /** The longest call. Only a new entry has a shorter one, where `begun` is not told. */
  readonly longestMs: number
  /** When each entry of the statement began, in seconds of the epoch; null before 1.11 of the extension. */
  readonly begun: readonly number[] | null
}

export interface Counters {
  /** By queryid. */
  readonly statements: Readonly<Record<string, Counter>>
  /** When all counters were last reset, in seconds of the epoch; null where that is not told. */
  readonly reset: number | null
  /** How often entries were dropped for want of room; null where that is not told. */
  readonly evictions: number | null
}

/** Reads calls and time of some or all statements since the counters began; null without pg_stat_statements. */
export const countersOf = async (
  reader: Reader,
  queryids: readonly string[] | null,
): Promise<Counters | null> => {
  const setup = await readable(reader)
  return setup && read(reader, setup, '($1::text[] is null or queryid::text = any($1))', [queryids])
}

/** Reads every statement except those of Howdah's logins; a failure where there are no figures to read. */
export const allSpent = async ({
  primary,
  cluster,
  database,
}: Pick<View, 'primary' | 'cluster' | 'database'>): Promise<Counters> => {
  const setup = await statementsSetup(primary)
  const { view } = setup
  const because = uncountedBecause(setup, database)
  if (view === null || because !== null)
    throw unread(because ?? '', cluster.name, setup.loaded || view === null)
  const spent = await read(
    primary,
    { ...setup, view },
    `${topmost(setup)} and ${othersThan('$1')}`,
    [Object.values(cluster.logins)],
  )
  // Without pg_monitor statements of others have no id.
  if (Object.keys(spent.statements).length === 0 && !(await seesStatements(primary)))
    throw unread('The observing login does not see what others run', cluster.name, true)
  return spent
}

const unread = (because: string, cluster: string, loaded: boolean): Failure =>
  new Failure(
    'statements.unread',
    `${because}.`,
    `\`${writeCommand('doctor', { cluster })}\` ${loaded ? 'prints the statement that helps' : 'says what to do'}.`,
  )

const read = async (
  reader: Reader,
  setup: StatementsSetup & { readonly view: string },
  condition: string,
  values: readonly unknown[],
): Promise<Counters> => {
  const begun = setup.columns.includes('stats_since')
    ? 'array_agg(extract(epoch from stats_since)::float8)'
    : 'null'
  const reset =
    setup.info === null
      ? 'null'
      : `(select extract(epoch from stats_reset)::float8 from ${setup.info})`
  const evictions = setup.info === null ? 'null' : `(select dealloc::float8 from ${setup.info})`
  const rows = await reader.read<Told>(
    `select queryid, to_jsonb(one) - 'queryid' as counter, ${reset} as reset, ${evictions} as evictions
     from (select ${counts}, sum(rows)::float8 as rows, max(max_exec_time)::float8 as "longestMs", ${begun} as begun
       from ${withoutTexts(setup.view)} where ${here} and ${condition} group by queryid) one`,
    values,
  )
  return {
    statements: Object.fromEntries(rows.map(({ queryid, counter }) => [queryid, counter])),
    reset: rows[0]?.reset ?? null,
    evictions: rows[0]?.evictions ?? null,
  }
}

interface Told extends Pick<Counters, 'reset' | 'evictions'> {
  readonly queryid: string
  readonly counter: Counter
}
