import type { Outputs } from '#model/actions/action-kind'

/** The declared columns of an answer of one row; nothing else of an answer leaves the driver. */
export const onlyRow = (
  rows: readonly unknown[],
  declared: Outputs,
): Readonly<Record<string, unknown>> => {
  const [row, ...others] = rows as readonly Readonly<Record<string, unknown>>[]
  if (!row || others.length > 0) return {}
  return Object.fromEntries(Object.keys(declared).map(name => [name, row[name]]))
}
