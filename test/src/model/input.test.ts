import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { fieldsOf, flag, line } from '#model/input'

describe('a field of a form', () => {
  test('takes yes or no for a flag alone, and words for a name of a certain form', () => {
    const fields = fieldsOf(
      z.object({
        flag: flag.optional(),
        name: z.string().regex(/^[a-z-]+$/),
        note: line,
        how: z.enum(['skip', 'yes']),
      }),
    )
    expect(fields.map(({ key, kind }) => [key, kind])).toEqual([
      ['flag', 'yes-no'],
      ['name', 'text'],
      ['note', 'text'],
      ['how', 'choice'],
    ])
  })
})
