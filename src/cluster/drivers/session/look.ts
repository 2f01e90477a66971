/** Asks the catalogue for the state of an action. */
import { escapeIdentifier } from 'pg'
import type { FencedSession } from '#cluster/drivers/session/session'
import type { ActionState, Query } from '#model/actions/action-kind'
import type { View } from '#model/view'

/** In the acting session, as `role`: statistics, for example, are shown to the owner only. */
export const lookAs = async (
  { read }: Pick<FencedSession, 'read'>,
  role: string | null,
  { text, values }: Query,
): Promise<ActionState> => {
  if (role !== null) await read(`set role ${escapeIdentifier(role)}`)
  try {
    return stateIn(await read(text, values))
  } finally {
    if (role !== null) await read('reset role')
  }
}

/** With the observing login; `unknown` where the node does not answer. */
export const observeOn = async (
  { nodes }: View,
  node: string,
  { text, values }: Query,
): Promise<ActionState> => {
  const reader = nodes.find(({ name }) => name === node)?.reader
  return reader ? stateIn(await reader.read(text, values)) : 'unknown'
}

const stateIn = (rows: readonly unknown[]): ActionState =>
  (rows as readonly { readonly state: ActionState }[])[0]?.state ?? 'absent'
