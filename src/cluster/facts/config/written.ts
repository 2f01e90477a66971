/** Whether postgresql.auto.conf has the wanted settings, and whether the server follows the file. */
import type { ActionState } from '#model/actions/action-kind'
import type { SettingValue } from '#model/actions/setting'
import { asInForce } from '#text/setting-value'

interface Row {
  readonly name: string
  readonly vartype: string
  readonly unit: string | null
  /** The value in postgresql.auto.conf; null without a line there. */
  readonly written: string | null
  readonly setting: string | null
  /** Whether the value in force comes from postgresql.auto.conf. */
  readonly fromThere: boolean
  readonly restarts: boolean
}

const written = `select s.name, s.vartype, s.unit, s.setting, auto.setting as written,
  coalesce(s.sourcefile like '%postgresql.auto.conf', false) as "fromThere",
  s.context in ('postmaster', 'internal') as restarts
from pg_settings s left join lateral (
  select setting from pg_file_settings f
  where f.name = s.name and f.sourcefile like '%postgresql.auto.conf' order by seqno desc limit 1
) auto on true
where s.name = any($1)`

type Read = <Found>(text: string, values: readonly unknown[]) => Promise<readonly Found[]>

/**
 * `present`: every setting is written and in force, or waits for a restart. `absent`: no setting is written or in
 * force. `partial`: a reload is due, or only some settings are written.
 */
export const stateOfSettings = async (
  read: Read,
  wanted: readonly SettingValue[],
): Promise<ActionState> => {
  const rows = await read<Row>(written, [wanted.map(({ name }) => name)])
  const states = wanted.map(({ name, value }) => {
    const row = rows.find(one => one.name === name)
    return row ? stateOf(row, value) : 'absent'
  })
  const [first = 'absent'] = states
  return states.every(state => state === first) ? first : 'partial'
}

const stateOf = (row: Row, value: SettingValue['value']): 'absent' | 'partial' | 'present' => {
  const text = value === null ? null : [value].flat().map(asElement(value)).join(', ')
  const isWritten = row.written === text
  // While archive_mode is off, archive_command is shown as this, whatever it is (guc_tables.c, show_archive_command).
  const isHidden = row.name === 'archive_command' && row.setting === '(disabled)'
  const follows =
    text === null ? !row.fromThere : row.fromThere && row.setting === asInForce(text, row)
  if (isWritten) return follows || isHidden || row.restarts ? 'present' : 'partial'
  // The file has another value again, and the server has not read the file yet.
  return follows && !row.restarts ? 'partial' : 'absent'
}

/** ALTER SYSTEM writes the elements of a list as identifiers (guc_funcs.c, flatten_set_variable_args). */
const asElement =
  (value: SettingValue['value']) =>
  (element: string): string =>
    typeof value === 'string' || /^[a-z_][a-z0-9_$]*$/.test(element)
      ? element
      : `"${element.replaceAll('"', '""')}"`
