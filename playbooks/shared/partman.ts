/** Words about a set that pg_partman keeps. */
import { boundWords } from '#cluster/facts/partition/bound'
import type { SetHead } from '#cluster/facts/partition/heads'
import type { Partman } from '#cluster/facts/partition/keeper'

/**
 * pg_partman 5.1 goes by the newest row: after idle days the last range has ended, rows go into the default partition,
 * and maintenance reports success without a new partition.
 */
export const partmanWords = (
  { quoted, kind, newest: [last], defaultPart }: SetHead,
  { config, keeps }: Partman,
  now: number,
): readonly string[] => {
  if (keeps === null)
    return [`Whether pg_partman keeps ${quoted} is not known: the login may not read ${config}.`]
  if (!keeps) return []
  const behind = kind !== null && kind !== 'integer' && last !== undefined && Number(last.hi) < now
  return [
    `pg_partman keeps ${quoted} (${config}), so Howdah leaves it alone.`,
    ...(behind
      ? [
          `It has fallen behind: the last partition ended at ${boundWords(kind, last.hi)}${defaultPart === null ? '' : `, and rows since then are in ${defaultPart}`}. It does not recover by itself: call partition_data_proc, then run_maintenance.`,
        ]
      : []),
  ]
}
