import { nextMove } from '#engine/run/journal/next-move'
import type { JournalEntry } from '#model/journal'
import type { Plan } from '#model/plan'
import type { RunRow } from '#store/runs'

/** The step whose outcome only a person can tell; undefined while the run asks no question. */
export const askedStep = (
  plan: Pick<Plan, 'cluster' | 'steps'>,
  journal: readonly JournalEntry[],
  { token, stop, preempted }: Pick<RunRow, 'token' | 'stop' | 'preempted'>,
): number | undefined => {
  const move = nextMove(plan, journal, {
    token: Number(token),
    stop: stop?.name ?? null,
    preempted: preempted?.plan ?? null,
  })
  return move.do === 'ask' ? move.step : undefined
}
