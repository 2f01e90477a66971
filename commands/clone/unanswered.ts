import type { ClonedShapes } from '#cluster/facts/clone/table-shapes'
import { type Refusal, refusal } from '#model/refusal'
import { writeCommand } from '#text/write-command'

/** Refuses to read a clone that is gone or silent. */
export const unanswered = ({
  cluster,
  clone,
  clones,
}: Pick<ClonedShapes, 'cluster' | 'clone' | 'clones'>): Refusal =>
  clones.includes(clone)
    ? refusal(
        `${clone} does not answer.`,
        'See whether its server runs.',
        writeCommand('clone show', { clone, cluster }),
      )
    : refusal(`There is no clone ${clone} of ${cluster}.`, 'See which there are.', 'clone list')
