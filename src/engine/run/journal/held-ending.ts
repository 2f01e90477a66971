/** The ending of a stopped run whose done pieces are kept: how far the run came, and the effect of an undo. */
import type { JournalEntry } from '#model/journal'
import type { Plan } from '#model/plan'
import { fewOf } from '#text/figures'

const mostTitles = 12

export const heldEnding = (
  { steps }: Pick<Plan, 'steps'>,
  journal: readonly JournalEntry[],
  step: number,
  { detail }: Pick<JournalEntry, 'detail'>,
): string => {
  const far = typeof detail['far'] === 'string' ? detail['far'] : ''
  const some = typeof detail['rows'] === 'number' && detail['rows'] > 0
  const done = journal.flatMap(({ kind, step: index }) =>
    kind === 'done' ? (steps[index ?? -1] ?? []) : [],
  )
  const held = steps[step]
  const kept = some && held ? [...done, held] : done
  const undos = kept.flatMap(({ undo }) => undo?.title ?? []).toReversed()
  const before =
    done.length === 0
      ? ''
      : ` Done before: ${fewOf(
          done.map(({ title }) => title),
          mostTitles,
          '; ',
        )}.`
  return `It was stopped. ${far}${before} ${
    kept.length === 0
      ? 'Nothing was changed.'
      : `What was done is kept. ${
          undos.length === 0
            ? 'Nothing takes it back.'
            : `Undo takes it back: ${fewOf(undos, mostTitles, '; ')}.`
        }`
  }`
}
