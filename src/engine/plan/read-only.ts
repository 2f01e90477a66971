/** Refuses a change where an administrator made transactions read only: the setting is meant, or theirs to take back. */
import type { Cluster } from '#cluster/cluster'
import type { ReadOnlyDefault } from '#cluster/facts/node/read-only'
import type { PlanBody } from '#model/plan'
import { type Refusal, refusal } from '#model/refusal'
import type { View } from '#model/view'

export const readOnly = async (
  cluster: Cluster,
  view: View,
  { steps }: Pick<PlanBody, 'steps'>,
): Promise<Refusal | undefined> => {
  // A session is ended by a transaction that reads.
  if (steps.every(({ effects }) => effects.every(({ kind }) => kind === 'session')))
    return undefined
  const found = await cluster.readOnly(view)
  return found ? readOnlyRefusal(view.database, found) : undefined
}

export const readOnlyRefusal = (database: string, { place, reset }: ReadOnlyDefault): Refusal =>
  refusal(
    `Transactions in database ${database} are read only by default: \`default_transaction_read_only\` is on for ${place}.`,
    `Howdah does not override it. Where changes are meant, ${reset === null ? 'set it to `off` where the server has it from, then reload' : `let an administrator run \`${reset};\``}. Then plan again.`,
  )
