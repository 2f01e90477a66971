/** Columns of the console by name; null where this version of PgBouncer has no such column. */
import type { ConsoleRow } from '#model/pool/known-pooler'

export const wordIn = (row: ConsoleRow, name: string): string | null => {
  const value = row[name]
  return typeof value === 'string' && value !== '' ? value : null
}

/** A bigint comes as text. */
export const figureIn = (row: ConsoleRow, name: string): number | null => {
  const value = row[name]
  const figure = typeof value === 'string' && value !== '' ? Number(value) : value
  return typeof figure === 'number' && Number.isFinite(figure) ? figure : null
}

/** Seconds in one column, and the microseconds beyond in another: `wait` and `wait_us`, `maxwait` and `maxwait_us`. */
export const waitIn = (row: ConsoleRow, name: string): number =>
  (figureIn(row, name) ?? 0) + (figureIn(row, `${name}_us`) ?? 0) / 1_000_000
