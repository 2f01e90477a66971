/** An action on a cluster as plain data, and the catalogue of its kinds. Only a driver performs actions. */
import type { ActionKind } from '#model/actions/action-kind'
import { type SettingAction, settingKind } from '#model/actions/setting'
import { type SqlAction, sqlKind } from '#model/actions/sql'

export type Action = SqlAction | SettingAction

const kinds: { readonly [Kind in Action['kind']]: ActionKind<Extract<Action, { kind: Kind }>> } = {
  sql: sqlKind,
  setting: settingKind,
}

/** The kind of `action`, which speaks for this action and for what comes of it. */
export const kindOf = <A extends Action>(action: A): ActionKind<A> =>
  kinds[action.kind] as unknown as ActionKind<A>
