/** The ending of a stopped run whose done pieces are kept: how far the run came, and the effect of an undo. */
import { keptSteps } from '#engine/run/journal/kept-steps'
import type { JournalEntry } from '#model/journal'
import type { Plan } from '#model/plan'
import { fewOf } from '#text/figures'

const mostTitles = 12

export const heldEnding = (
  plan: Pick<Plan, 'steps'>,
  journal: readonly JournalEntry[],
  {
    step: held,
    detail,
    why,
  }: Pick<JournalEntry, 'step' | 'detail'> & {
    /** Without a full stop. */
    readonly why: string
  },
): string => {
  const kept = keptSteps(plan, journal)
  const undos = kept.flatMap(({ step: { undo } }) => undo?.title ?? []).toReversed()
  const earlier = kept.flatMap(({ index, step: { title } }) => (index === held ? [] : title))
  const few = (titles: readonly string[]) => fewOf(titles, mostTitles, '; ')
  return [
    `${why}.`,
    typeof detail['far'] === 'string' ? detail['far'] : '',
    ...(earlier.length === 0 ? [] : [`Done before: ${few(earlier)}.`]),
    ...(kept.length === 0
      ? [detail['again'] === true ? 'What it did by then stays.' : 'Nothing was changed.']
      : [
          'What was done is kept.',
          undos.length === 0 ? 'Nothing takes it back.' : `Undo takes it back: ${few(undos)}.`,
        ]),
  ].join(' ')
}
