/** How far a statement is, from the views PostgreSQL keeps for that, and who holds it up. */

import { findSession, type Session, sessionLabelOf } from '#cluster/sessions'
import type { Reader } from '#cluster/view'

export interface StatementProgress {
  /** PostgreSQL's own phase: "building index: scanning table". */
  readonly phase: string
  readonly percent: number | null
  /** The session it waits for right now, with a word for people; null when nothing holds it up. */
  readonly blocker: (Pick<Session, 'pid' | 'backendStart'> & { readonly label: string }) | null
}

interface Row {
  readonly phase: string
  readonly percent: number | null
  readonly locker: number | null
  readonly lockers: number
}

/** Undefined when the session runs no such statement any more. */
export const readIndexProgress = async (
  reader: Reader,
  pid: number,
): Promise<StatementProgress | undefined> => {
  const [row] = await reader.read<Row>(progress, [pid])
  if (!row) return undefined
  const waiting = row.phase.startsWith('waiting') && row.locker !== null && row.locker > 0
  const session = waiting ? await findSession(reader, row.locker ?? 0) : undefined
  const blocker = session && {
    pid: session.pid,
    backendStart: session.backendStart,
    label: sessionLabelOf(session),
  }
  return { phase: row.phase, percent: row.percent, blocker: blocker ?? null }
}

// Percent of the present phase: of tuples while loading, of blocks while scanning.
const progress = `select phase, current_locker_pid::int as locker, lockers_total::int as lockers,
  case when tuples_total > 0 then round(100.0 * tuples_done / tuples_total)::int
       when blocks_total > 0 then round(100.0 * blocks_done / blocks_total)::int end as percent
from pg_stat_progress_create_index where pid = $1`
