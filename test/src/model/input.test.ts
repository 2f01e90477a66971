import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { fieldsOf, flag, keyOfOthers, line } from '#model/input'

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

  test('keeps its hint and its notes where it has a default or may be left out', () => {
    const zone = line.describe('The time zone').meta({ takes: 'other keys' })
    const schema = z.object({
      zone: zone.default('UTC'),
      other: zone.optional().describe('As before when left out'),
    })
    expect(fieldsOf(schema).map(({ hint }) => hint)).toEqual([
      'The time zone; UTC when left out',
      'As before when left out',
    ])
    expect(keyOfOthers(schema)).toBe('zone')
  })

  test('says what counts when it is left out', () => {
    const schema = z.object({
      limit: z.coerce.number().default(20).describe('How many'),
      zone: line.default('UTC'),
      scope: line.default('*').describe('A cluster; all of them when left out'),
    })
    expect(fieldsOf(schema).map(({ hint }) => hint)).toEqual([
      'How many; 20 when left out',
      'UTC when left out',
      'A cluster; all of them when left out',
    ])
  })
})
