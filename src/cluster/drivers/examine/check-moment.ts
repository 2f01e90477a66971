import type { CloneAbout } from '#cluster/facts/clone/about'
import type { DrillCheck } from '#cluster/facts/restore/evidence'
import type { ExamineAction } from '#model/drill/examine'
import type { Reader } from '#model/view'
import { seconds } from '#text/figures'

interface Moment {
  readonly paused: boolean
  readonly recovering: boolean
  /** By how many seconds the newest transaction is older than the question; null without a transaction. */
  readonly before: number | null
}

/** Whether a clone stands at the transaction that the drill made right after the question. */
export const checkMoment = async (
  reader: Reader,
  { clone, reached }: Pick<CloneAbout, 'clone' | 'reached'>,
  askedAt: ExamineAction['askedAt'],
): Promise<DrillCheck> => {
  const [row] = await reader.read<Moment>(
    `select pg_is_in_recovery() as recovering, coalesce(pg_is_wal_replay_paused(), false) as paused,
         extract(epoch from $1::timestamptz - pg_last_xact_replay_timestamp())::float8 as before`,
    [askedAt],
  )
  const name = 'moment'
  if (!row?.recovering || !row.paused)
    return {
      name,
      outcome: 'failed',
      words: `${clone} does not stand still at its moment any more.`,
    }
  if (row.before === null)
    return { name, outcome: 'failed', words: `${clone} replayed no transaction.` }
  return row.before > mostBefore
    ? {
        name,
        outcome: 'failed',
        words: `The newest transaction of ${clone} is ${seconds(row.before)} older than the question.`,
      }
    : {
        name,
        outcome: 'passed',
        words: `Replayed up to ${reached}, the transaction that the drill itself made.`,
      }
}

/** Seconds: the drill makes a transaction right after the question. */
const mostBefore = 5
