/** A query of the inventory that a restored clone has to answer as expected. */
import { z } from 'zod'

const form = /^(>=|<=|!=|=|>|<) ?(\S(?:.*\S)?)$/

/** `>` and its kind compare numbers. */
const ordered: ReadonlySet<string> = new Set(['>=', '<=', '>', '<'])

export const isExpectation = (said: string): boolean => {
  const [, sign = '', wanted = ''] = form.exec(said) ?? []
  return sign !== '' && (!ordered.has(sign) || isNumber(wanted))
}

export const drillQuery = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9 -]{0,60}$/),
  sql: z.string().min(1).max(1_000),
  expect: z.string().max(200).refine(isExpectation),
})

/** `value` as PostgreSQL writes it; null for NULL, which meets no expectation. */
export const meets = (value: string | null, expect: string): boolean => {
  const [, sign = '', wanted = ''] = form.exec(expect) ?? []
  if (value === null) return false
  const both = isNumber(value) && isNumber(wanted)
  const order = both ? Math.sign(Number(value) - Number(wanted)) : null
  const same = order === null ? value === wanted : order === 0
  switch (sign) {
    case '=':
      return same
    case '!=':
      return !same
    case '>':
      return order === 1
    case '>=':
      return order !== null && order >= 0
    case '<':
      return order === -1
    case '<=':
      return order !== null && order <= 0
    default:
      return false
  }
}

const isNumber = (text: string): boolean => /^-?\d+(\.\d+)?$/.test(text)
