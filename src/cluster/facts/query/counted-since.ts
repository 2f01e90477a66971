/** Since when pg_stat_statements has counted: the window of every figure that is not a difference of two readings. */
import type { StatementsSetup } from '#cluster/facts/query/setup'
import type { Reader } from '#model/view'
import { seconds } from '#text/figures'
import { minute } from '#text/instant'

export interface CountedSince {
  /** ISO, in UTC. */
  readonly at: string
  /** Seconds until now, by the server's clock. */
  readonly seconds: number
}

/** Null before 1.9 of the extension, or where the login may not read the time. */
export const countedSince = async (
  reader: Reader,
  { info }: Pick<StatementsSetup, 'info'>,
): Promise<CountedSince | null> => {
  if (info === null) return null
  const [since] = await reader.read<CountedSince>(
    `select to_char(stats_reset at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at,
       extract(epoch from clock_timestamp() - stats_reset)::float8 as seconds
     from ${info} where stats_reset is not null`,
  )
  return since ?? null
}

export const sinceLine = (since: CountedSince | null): string =>
  since === null
    ? 'PostgreSQL does not tell since when these figures are counted.'
    : `Counted since ${minute(since.at)}, over ${seconds(since.seconds)}.`
