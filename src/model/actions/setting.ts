/** The kind of action that changes settings of a server: written with ALTER SYSTEM, put in force by a reload. */
import { z } from 'zod'
import { type ActionKind, type Duty, duties } from '#model/actions/action-kind'

/** Settings of a node: written with ALTER SYSTEM, put in force by a reload, read back in a fresh session. */
export interface SettingAction {
  readonly kind: 'setting'
  /** Name of the node in the inventory. */
  readonly node: string
  /** Where the session is opened and fenced; settings are of the whole server. */
  readonly database: string
  readonly duty: Duty
  readonly settings: readonly SettingValue[]
  readonly deadlineSeconds: number
}

export interface SettingValue {
  /** As pg_settings has it. */
  readonly name: string
  /** The elements of a list apart; null takes the line out of postgresql.auto.conf. */
  readonly value: string | readonly string[] | null
}

export const settingKind: ActionKind<SettingAction> = {
  kind: 'setting',
  schema: z.strictObject({
    kind: z.literal('setting'),
    node: z.string(),
    database: z.string(),
    duty: z.enum(duties),
    settings: z
      .array(
        z.strictObject({
          name: z.string(),
          value: z.union([z.string(), z.array(z.string()), z.null()]),
        }),
      )
      .min(1),
    deadlineSeconds: z.number(),
  }),
  place: ({ node, database, duty }) => ({ node, database, duty }),
  show: action => ({
    place: settingKind.place(action),
    role: null,
    text: settingStatements(action).join(';\n'),
    values: [],
  }),
  outputs: () => ({}),
  changes: () => true,
  isSeen: () => true,
  isRepeatable: () => true,
  // A half-done change goes back by the undo of the plan, which writes the former values.
  mend: () => undefined,
  // A setting belongs to the node in any role.
  follow: action => action,
}

/** The statements of the action, in the order of sending, each outside a transaction. */
export const settingStatements = ({
  settings,
}: Pick<SettingAction, 'settings'>): readonly string[] => [
  ...settings.map(({ name, value }) =>
    value === null
      ? `ALTER SYSTEM RESET ${quoteName(name)}`
      : `ALTER SYSTEM SET ${quoteName(name)} TO ${[value].flat().map(quoteValue).join(', ')}`,
  ),
  'SELECT pg_reload_conf()',
]

const quoteName = (name: string): string =>
  /^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`

/** A back-slash is a plain character: standard_conforming_strings is on in each of Howdah's sessions. */
const quoteValue = (value: string): string => `'${value.replaceAll("'", "''")}'`
