/** Values of settings as PostgreSQL reads values: `64MB` equals 65536 of unit kB. */

/** A setting's type and unit in pg_settings. */
export interface SettingShape {
  readonly vartype: string
  /** Base unit, `kB` or `8kB` or `ms`; null for none. */
  readonly unit: string | null
}

/** Factors within a family, in bytes and in microseconds (guc.c, memory_unit_conversion_table and time_unit_conversion_table). */
const families: readonly Readonly<Record<string, number>>[] = [
  { B: 1, kB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30, TB: 2 ** 40 },
  { us: 1, ms: 1e3, s: 1e6, min: 6e7, h: 3.6e9, d: 8.64e10 },
]

/** The value as `pg_settings.setting` would write the value; the text unchanged where PostgreSQL would not read it. */
export const asInForce = (value: string, { vartype, unit }: SettingShape): string => {
  const text = value.trim()
  if (vartype === 'bool') return booleanOf(text) ?? text
  if (vartype === 'enum') return text.toLowerCase()
  if (vartype !== 'integer' && vartype !== 'real') return value
  const number = inUnit(text, unit)
  if (number === undefined) return text
  return String(vartype === 'integer' ? Math.round(number) : number)
}

/** Undefined for a text that is no number, or whose unit is of another family. */
export const inUnit = (text: string, unit: string | null): number | undefined => {
  const [, digits, given = ''] =
    /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([a-zA-Z]*)$/i.exec(text) ?? []
  if (digits === undefined) return undefined
  const number = Number(digits)
  if (given === '') return number
  const [, times = '', base = ''] = /^(\d*)([a-zA-Z]+)$/.exec(unit ?? '') ?? []
  const family = families.find(one => base in one)
  const from = family?.[given]
  const to = family?.[base]
  return from === undefined || to === undefined
    ? undefined
    : (number * from) / (to * Number(times || 1))
}

const booleanOf = (text: string): 'on' | 'off' | undefined => {
  const word = text.toLowerCase()
  if (word === '1' || word === 'on') return 'on'
  if (word === '0' || word === 'off' || word === 'of') return 'off'
  if (word === '') return undefined
  if ('true'.startsWith(word) || 'yes'.startsWith(word)) return 'on'
  return 'false'.startsWith(word) || 'no'.startsWith(word) ? 'off' : undefined
}
