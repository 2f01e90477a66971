import type { PatroniSaid } from '#cluster/facts/patroni/look'
import { type Refusal, refusal } from '#model/refusal'

/** Another cluster may answer at an address of the inventory, with members of the same names. */
export const anotherCluster = (
  patroni: readonly PatroniSaid[],
  system: string | null,
): Refusal | undefined => {
  const [first] = patroni
  const stranger = patroni.find(one => one.system !== system || one.scope !== first?.scope)
  return (
    stranger &&
    refusal(
      `At the address of the Patroni of ${stranger.node} answers one of another cluster, ${stranger.scope}.`,
      'Put its `patroni.url` right in the inventory.',
    )
  )
}
