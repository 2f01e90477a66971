/** Refusals about partitioned tables that commands and playbooks share. */
import type { FoundSet } from '#cluster/facts/partition/found'
import { type Refusal, refusal } from '#model/refusal'
import { noTableNamed, severalNamed } from '#playbooks/shared/refusals'

/** Undefined where a single partitioned table is meant. */
export const noSetNamed = (typed: string, found: FoundSet): Refusal | undefined => {
  if (found.found === 'nothing') return noTableNamed(typed, found.known, null)
  if (found.found === 'several') return severalNamed('table', typed, found.tables)
  return found.found === 'table'
    ? refusal(
        `${found.quoted} is not partitioned.`,
        'See `partition list` for the tables that are.',
        'partition list',
      )
    : undefined
}
