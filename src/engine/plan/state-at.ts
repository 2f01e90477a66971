/** How far an action is at its target, read with a view; undefined where there is no question to ask. */
import type { ActionState, SqlAction } from '#model/action'
import type { View } from '#model/view'

export const stateAt = async (view: View, action: SqlAction): Promise<ActionState | undefined> => {
  const node = view.nodes.find(({ name }) => name === action.node)
  if (!node || !action.state) return undefined
  const [row] = await node.reader.read<{ state: ActionState }>(
    action.state.text,
    action.state.values,
  )
  return row?.state
}
