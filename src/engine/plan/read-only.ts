/** Refuses a change where an administrator made transactions read only: the setting is meant, or theirs to take back. */
import type { Cluster } from '#cluster/cluster'
import type { ReadOnlyDefault } from '#cluster/facts/node/read-only'
import { kindOf } from '#model/action'
import type { Effect } from '#model/effect'
import type { PlanBody } from '#model/plan'
import { type Refusal, refusal } from '#model/refusal'
import type { View } from '#model/view'

const readers: ReadonlySet<Effect['kind']> = new Set(['session', 'backup', 'clone', 'server'])

export const readOnly = async (
  cluster: Cluster,
  view: View,
  { steps }: Pick<PlanBody, 'steps'>,
): Promise<Refusal | undefined> => {
  // A session is ended, a base backup taken and a clone made by mere reading; files replace files.
  const writing = steps.filter(({ effects }) => !effects.every(({ kind }) => readers.has(kind)))
  // Every replica is read only by itself.
  if (view.nodes.every(({ role }) => role === 'replica')) return undefined
  const duties = new Set(writing.map(({ action }) => kindOf(action).place(action).duty))
  for (const duty of duties) {
    const found = await cluster.readOnly(view, duty)
    if (found) return readOnlyRefusal(view.database, found)
  }
  return undefined
}

export const readOnlyRefusal = (database: string, { place, reset }: ReadOnlyDefault): Refusal =>
  refusal(
    `Transactions in database ${database} are read only by default: \`default_transaction_read_only\` is on for ${place}.`,
    `Howdah does not override it. Where changes are meant, ${reset === null ? 'set it to `off` where the server has it from, then reload' : `let an administrator run \`${reset};\``}. Then plan again.`,
  )
