import { pausedAlone } from '#checks/pool/paused-alone'
import { lookAtPools } from '#cluster/facts/pool/look'
import type { Engine } from '#model/engine'
import type { View } from '#model/view'

/** Names of the databases that are paused by no run. A run may begin or end during the look. */
export const seePaused = async (
  engine: Pick<Engine, 'openChanges'>,
  view: View,
): Promise<readonly string[]> => {
  const before = await engine.openChanges()
  const facts = await lookAtPools(view)
  const after = await engine.openChanges()
  return pausedAlone(facts, [...before, ...after]).map(({ pooler, name }) => `${pooler}/${name}`)
}
