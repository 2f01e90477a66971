/** How far PostgreSQL has sent a base backup. */
import type { StepProgress } from '#model/actions/driver'
import type { Reader } from '#model/view'

/** The total is PostgreSQL's estimate, and grows with the database. */
export const progressOf = async (
  reader: Reader,
  pid: number,
): Promise<StepProgress | undefined> => {
  const [row] = await reader.read<Pick<StepProgress, 'phase' | 'percent'>>(
    `select phase, least(100, 100.0 * backup_streamed / nullif(backup_total, 0))::float8 as percent
     from pg_stat_progress_basebackup where pid = $1`,
    [pid],
  )
  return row && { ...row, blocker: null }
}
