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
  return vartype === 'integer' ? String(toEven(number)) : asPrinted(number)
}

/** The value as SHOW writes it: in the largest unit that leaves a whole number. */
export const shownSetting = (setting: string, { vartype, unit }: SettingShape): string => {
  const number = Number(setting)
  if (unit === null || (vartype !== 'integer' && vartype !== 'real') || !(number > 0))
    return setting
  const { family, factor } = baseOf(unit) ?? {}
  if (!family || factor === undefined) return setting
  const amount = number * factor
  const [name, size] = Object.entries(family).findLast(([, one]) => amount % one === 0) ?? []
  return name === undefined || size === undefined ? `${setting}${unit}` : `${amount / size}${name}`
}

/** A computed value as people would write the value: `5.9GB` for `6171021kB`. */
export const roundedSetting = (shown: string): string => {
  const [, digits = '', unit = ''] = /^(\d{4,})([kMG]B)$/.exec(shown) ?? []
  const units = Object.entries(families[0] ?? {})
  const amount = Number(digits) * (families[0]?.[unit] ?? 0)
  const [name, size] = units.findLast(([, one]) => amount >= one) ?? []
  return name === undefined || size === undefined
    ? shown
    : `${String(Number((amount / size).toFixed(1)))}${name}`
}

/** C's rint(): a half goes to the even neighbour. */
const toEven = (number: number): number => {
  const below = Math.floor(number)
  return number - below === 0.5 && below % 2 === 0 ? below : Math.round(number)
}

/** C's %g: six digits. */
const asPrinted = (number: number): string => {
  const [, digits = '', sign = '', power = ''] =
    /^(.*)e([+-])(\d+)$/.exec(number.toExponential(5)) ?? []
  const exponent = Number(`${sign}${power}`)
  if (number === 0) return '0'
  return exponent < -4 || exponent >= 6
    ? `${String(Number(digits))}e${sign}${power.padStart(2, '0')}`
    : String(Number(number.toPrecision(6)))
}

/** Undefined for a text that is no number, or whose unit is of another family. */
export const inUnit = (text: string, unit: string | null): number | undefined => {
  const [, digits, given = ''] =
    /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([a-zA-Z]*)$/i.exec(text) ?? []
  if (digits === undefined) return undefined
  const number = Number(digits)
  if (given === '') return number
  const { family, factor: to } = baseOf(unit ?? '') ?? {}
  const from = family?.[given]
  if (!family || from === undefined || to === undefined) return undefined
  // A fraction is rounded to the next smaller unit first (guc.c, convert_to_base_unit).
  const smaller = Object.values(family).findLast(one => one < from)
  return smaller === undefined || Number.isInteger(number)
    ? (number * from) / to
    : (toEven((number * from) / smaller) * smaller) / to
}

/** `8kB` is eight times `kB`. */
const baseOf = (unit: string) => {
  const [, times = '', base = ''] = /^(\d*)([a-zA-Z]+)$/.exec(unit) ?? []
  const family = families.find(one => base in one)
  const factor = family?.[base]
  return family && factor !== undefined
    ? { family, factor: factor * Number(times || 1) }
    : undefined
}

const booleanOf = (text: string): 'on' | 'off' | undefined => {
  const word = text.toLowerCase()
  if (word === '1' || word === 'on') return 'on'
  if (word === '0' || word === 'off' || word === 'of') return 'off'
  if (word === '') return undefined
  if ('true'.startsWith(word) || 'yes'.startsWith(word)) return 'on'
  return 'false'.startsWith(word) || 'no'.startsWith(word) ? 'off' : undefined
}
