import { describe, expect, test } from 'vitest'
import {
  namesOfSetting,
  parameterOf,
  standingOfParameters,
} from '#cluster/facts/patroni/parameters'
import type { PatroniParameter } from '#model/actions/config/parameters'

const workMem: PatroniParameter = { name: 'work_mem', value: '64MB', was: null, gives: '65536' }
const connections: PatroniParameter = {
  name: 'max_connections',
  value: '200',
  was: 100,
  gives: '200',
}

const standing = (parameters: Readonly<Record<string, unknown>>) =>
  standingOfParameters([workMem, connections], { parameters })

describe('a change in the configuration of Patroni', () => {
  test.each([
    ['before', { max_connections: 100 }, 'none'],
    ['done in other types', { work_mem: '64MB', max_connections: 200 }, 'all'],
    ['half done', { work_mem: '64MB', max_connections: 100 }, 'some'],
  ] as const)('is told %s', (_, parameters, has) => {
    expect(standing(parameters)).toEqual({ has, foreign: null })
  })

  test.each([
    ['another value', { work_mem: '8MB', max_connections: 100 }, 'work_mem'],
    ['a value that no setting has', { work_mem: ['64MB'], max_connections: 100 }, 'work_mem'],
    ['a value without a text', { work_mem: { toString: 1 }, max_connections: 100 }, 'work_mem'],
    ['no value any more', { work_mem: '64MB' }, 'max_connections'],
  ])('finds %s', (_, parameters, foreign) => {
    expect(standing(parameters).foreign).toBe(foreign)
  })

  test('finds a setting in any case, and nothing of JavaScript’s own', () => {
    const said = { parameters: { TimeZone: 'UTC', timezone: 'CET' } }
    expect(namesOfSetting(said, 'TIMEZONE')).toEqual(['TimeZone', 'timezone'])
    expect(parameterOf(said, 'TimeZone')).toBe('UTC')
    expect(parameterOf(said, 'constructor')).toBeNull()
  })
})
