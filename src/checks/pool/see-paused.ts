import { type HaltedWords, haltedWords } from '#checks/pool/halted-words'
import { pausedAlone } from '#checks/pool/paused-alone'
import { lookAtPools } from '#cluster/facts/pool/look'
import type { Engine } from '#model/engine'
import type { View } from '#model/view'

export interface PoolsStill {
  /** Databases, as `front/app`. */
  readonly paused: readonly string[]
  /** PgBouncers of which all stands still. */
  readonly halted: readonly (HaltedWords & { readonly pooler: string })[]
}

/** The pools that stand still by no run. A run may begin or end during the look. */
export const seePaused = async (
  engine: Pick<Engine, 'openChanges'>,
  view: View,
): Promise<PoolsStill> => {
  const before = await engine.openChanges()
  const facts = await lookAtPools(view)
  const after = await engine.openChanges()
  return {
    paused: pausedAlone(facts, [...before, ...after]).map(
      ({ pooler, name }) => `${pooler}/${name}`,
    ),
    halted: facts.poolers.flatMap(pooler => {
      const words = haltedWords(pooler)
      return words ? [{ ...words, pooler: pooler.name }] : []
    }),
  }
}
