/** Judges what the sort of a build takes beside the index itself. */
import type { SortLimits } from '#cluster/facts/node/limits'
import { type Refusal, refusal } from '#model/refusal'
import { bytes } from '#text/figures'

/** The disk space that a build needs: a sort that does not fit into memory takes the size once more. */
export const roomFor = (size: number, { sortBytes }: Pick<SortLimits, 'sortBytes'>): number =>
  size > sortBytes ? 2 * size : size

export interface Sorting {
  readonly what: 'build' | 'rebuild'
  readonly actor: string
  readonly method: string
  readonly size: number
  readonly limits: SortLimits
}

/** PostgreSQL ends a build that needs more temporary files, after it has read the table. */
export const overTemporary = ({
  what,
  actor,
  method,
  size,
  limits: { sortBytes, temporaryBytes, processes },
}: Sorting): Refusal | undefined => {
  const sorts = method === 'btree' || method === 'hash'
  if (!sorts || temporaryBytes === null || size <= sortBytes) return undefined
  return size <= temporaryBytes * (method === 'btree' ? processes : 1)
    ? undefined
    : refusal(
        `The ${what} may sort about ${bytes(size)} in temporary files, and temp_file_limit of ${actor} is ${bytes(temporaryBytes)}.`,
        `Raise temp_file_limit of ${actor}, or its maintenance_work_mem to more than ${bytes(size)}.`,
      )
}
