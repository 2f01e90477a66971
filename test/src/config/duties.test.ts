import { describe, expect, test } from 'vitest'
import { clusterOf } from '#config/clusters'
import { clusterSchema } from '#config/inventory'
import type { Logins } from '#model/configuration'

const usersOf = (written: object) => {
  const problems: string[] = []
  const { credentials } = clusterOf(
    'shop',
    clusterSchema.parse({ environment: 'staging', ...written }),
    [],
    problems,
  )
  expect(problems).toEqual([])
  return Object.fromEntries(
    Object.entries(credentials).map(([duty, login]: [string, Logins['ddl']]) => [
      duty,
      login?.user ?? null,
    ]),
  )
}

const nodes = { databases: ['app'], nodes: [{ name: 'shop-1', url: 'postgres://db:5432' }] }

describe('the duties of an inventory', () => {
  test('are each of a login of their own', () => {
    const credentials = { observe: 'o:1', maintain: 'm:2', ddl: 'd:3', ha: 'h:4', backup: 'b:5' }
    expect(usersOf({ ...nodes, credentials })).toEqual({
      observe: 'o',
      maintain: 'm',
      ddl: 'd',
      ha: 'h',
      backup: 'b',
    })
  })

  test('leave maintenance to the login for ddl, which may do more, and nothing else to anybody', () => {
    expect(usersOf({ ...nodes, credentials: { observe: 'o:1', ddl: 'd:3' } })).toEqual({
      observe: 'o',
      maintain: 'd',
      ddl: 'd',
      ha: null,
      backup: null,
    })
  })

  test.each(['maintain', 'ha', 'backup'])('never take the login for %s for another one', duty => {
    expect(usersOf({ ...nodes, credentials: { observe: 'o:1', [duty]: 'x:2' } })).toEqual({
      observe: 'o',
      maintain: null,
      ddl: null,
      ha: null,
      backup: null,
      [duty]: 'x',
    })
  })

  test('give the login of a URL what needs no right of its own', () => {
    expect(usersOf({ url: 'postgres://howdah:1@db:5432/app' })).toEqual({
      observe: 'howdah',
      maintain: 'howdah',
      ddl: 'howdah',
      ha: null,
      backup: null,
    })
  })
})
