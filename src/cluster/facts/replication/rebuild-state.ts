/** How far the rebuild of a replica has come, from the folders on Howdah's machine alone. */
import { copyIn, isKept, unfinishedIn } from '#cluster/facts/replication/rebuild-folder'
import type { ActionState } from '#model/actions/action-kind'
import type { RebuildAction } from '#model/actions/replication/rebuild'

/**
 * The old files lose their name once the new ones stream, and only then: whether some session reads by the slot tells
 * nothing, as that may be a stranger's.
 */
export const rebuildState = async (action: RebuildAction): Promise<ActionState> => {
  const [made, kept, unfinished] = await Promise.all([
    copyIn(action.data),
    isKept(action),
    unfinishedIn(action),
  ])
  const left = kept || unfinished.length > 0
  // A replica that was rebuilt since has a later copy.
  if (action.way === 'remove') return left || made !== null ? 'absent' : 'present'
  if (action.way === 'back' || action.way === 'tidy') return left ? 'absent' : 'present'
  if (kept || made !== action.copy) return left ? 'partial' : 'absent'
  return left ? 'untidy' : 'present'
}
