/** Values that PostgreSQL would refuse, refused before the plan with the values that PostgreSQL accepts. */
import type { Setting } from '#cluster/facts/config/settings'
import { rangeWords, valueWords } from '#cluster/facts/config/words'
import { type Refusal, refusal } from '#model/refusal'
import { asInForce, inUnit } from '#text/setting-value'

const memory = ['B', 'kB', 'MB', 'GB', 'TB']
const time = ['us', 'ms', 's', 'min', 'h', 'd']

/** Undefined for a value that PostgreSQL takes. Texts are judged by the server alone. */
export const notAccepted = (setting: Setting, text: string): Refusal | undefined => {
  const { name, vartype, choices, unit } = setting
  if (vartype === 'bool')
    return /^(on|off)$/.test(asInForce(text, setting)) ? undefined : takes(setting, text)
  if (vartype === 'enum')
    return (choices ?? []).includes(text.trim().toLowerCase()) ? undefined : takes(setting, text)
  if (vartype !== 'integer' && vartype !== 'real') return undefined
  if (/^[+-]?0[0-9xX]/.test(text.trim()))
    return refusal(
      `${name} cannot be ${text}: PostgreSQL reads a number that begins with 0 as octal or hexadecimal.`,
      'Write the number without the zero.',
    )
  const number = inUnit(text.trim(), unit)
  if (number === undefined) return otherUnit(setting, text) ?? takes(setting, text)
  const value = Number(asInForce(text, setting))
  const { minimum, maximum } = setting
  const within =
    (minimum === null || value >= Number(minimum)) && (maximum === null || value <= Number(maximum))
  return within ? undefined : takes(setting, text)
}

const takes = (setting: Setting, text: string): Refusal =>
  refusal(
    `${setting.name} cannot be ${text === '' ? 'empty' : text}.`,
    `It takes ${rangeWords(setting) ?? 'another value'}${unitWords(setting)}.`,
  )

const unitWords = ({ unit }: Setting): string => {
  const units = unitsOf(unit)
  return unit === null || units.length === 0
    ? ''
    : `; units are ${units.join(', ')}, and a number without a unit counts ${unit}`
}

const unitsOf = (unit: string | null): readonly string[] => {
  const base = /[a-zA-Z]+$/.exec(unit ?? '')?.[0] ?? ''
  return [memory, time].find(units => units.includes(base)) ?? []
}

/** `64mb` is no unit for PostgreSQL. */
const otherUnit = (setting: Setting, text: string): Refusal | undefined => {
  const [, digits, given] = /^([\d.]+)\s*([a-zA-Z]+)$/.exec(text.trim()) ?? []
  if (digits === undefined || given === undefined) return undefined
  const meant = unitsOf(setting.unit).find(
    unit =>
      unit.toLowerCase() === given.toLowerCase() ||
      unit.toLowerCase() === `${given.toLowerCase()}b`,
  )
  return meant === undefined
    ? undefined
    : refusal(
        `${setting.name} cannot be ${text}: PostgreSQL knows no unit ${given}.`,
        `Did you mean \`${setting.name}=${digits}${meant}\`?`,
      )
}

/** The value in the base unit, as pg_settings would have it. */
export const canonical = (setting: Setting, text: string): string => {
  const value = asInForce(text, setting)
  // PostgreSQL itself takes the first method for `on` (guc_tables.c, wal_compression_options).
  return setting.name === 'wal_compression' && value === 'on' ? 'pglz' : value
}

/** The text for ALTER SYSTEM: people's own words, where PostgreSQL reads and shows the same. */
export const asWritten = (setting: Setting, text: string): string =>
  setting.vartype === 'enum' || setting.vartype === 'bool' ? canonical(setting, text) : text

export const wordsOfText = (setting: Setting, text: string): string =>
  valueWords(setting, canonical(setting, text))
