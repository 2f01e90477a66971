/** The statements that write temporary files, because their sorts and hash tables do not fit into work_mem. */
import { statementsSetup, uncountedBecause } from '#cluster/facts/query/setup'
import { boundedText, here, othersThan, seesStatements, topmost } from '#cluster/facts/query/view'
import { tagOf } from '#cluster/sql/tag'
import type { View } from '#model/view'
import { Failure } from '#src/errors'

export interface SpillingStatement {
  /** The application's tag, or else the queryid. */
  readonly label: string
  readonly calls: number
  /** Bytes of temporary files that all calls have written. */
  readonly bytes: number
  /** Part of the temporary bytes of all statements here, 0 to 1. */
  readonly share: number
}

interface Row extends Omit<SpillingStatement, 'label'> {
  readonly queryid: string
  /** Null where the text cannot be had. */
  readonly text: string | null
}

const labelled = ({ queryid, text, ...counters }: Row): SpillingStatement => ({
  ...counters,
  label: (text === null ? null : tagOf(text)) ?? `Statement ${queryid}`,
})

export type SpillingRead =
  | { readonly read: true; readonly statements: readonly SpillingStatement[] }
  /** As the beginning of a sentence. */
  | { readonly read: false; readonly because: string }

/** On the primary, the worst first. Builds of indexes sort with maintenance_work_mem, and are left out. */
export const spillingStatements = async (
  { primary, cluster, database }: Pick<View, 'primary' | 'cluster' | 'database'>,
  limit: number,
): Promise<SpillingRead> => {
  const setup = await statementsSetup(primary)
  const because = uncountedBecause(setup, database)
  if (because !== null) return { read: false, because }
  if (!(await seesStatements(primary)))
    return { read: false, because: 'The observing login does not see what others run' }
  try {
    const rows = await primary.read<Row>(
      `select queryid::text as queryid, ${boundedText} as text, sum(calls)::float8 as calls,
         (sum(temp_blks_written) * current_setting('block_size')::int)::float8 as bytes,
         (sum(temp_blks_written) / sum(sum(temp_blks_written)) over ())::float8 as share
       from ${setup.view} where ${here} and ${topmost(setup)} and ${othersThan('$2')}
         and temp_blks_written > 0 and (query is null or query !~* '^\\s*(create|reindex|refresh|alter|cluster|vacuum)\\M')
       group by queryid order by sum(temp_blks_written) desc limit $1`,
      [limit, Object.values(cluster.logins)],
    )
    return { read: true, statements: rows.map(labelled) }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { read: false, because: `Statements could not be read (${error.message})` }
  }
}
