import { describe, expect, test } from 'vitest'
import { unlisted } from '#engine/plan/unlisted'

const many = Array.from({ length: 40 }, (_, at) => `tenant_${at + 1}`)

describe('a change in a database that the inventory does not list', () => {
  test.each([
    [['app'], 'shop', 'Listed is app. '],
    [['app', 'shop'], 'Shop', 'Listed are app, shop. '],
    [['app', 'shop'], 'shop ', 'Listed are app, shop. '],
    [many, 'tenant_41', 'Listed are tenant_1, '],
    [many, 'tenant_41', 'tenant_12 and 28 more. '],
  ])('%#: is refused with what is listed', (databases, database, says) => {
    const refused = unlisted({ name: 'main', databases }, database)
    expect(refused?.because).toContain(`no database "${database}" of main`)
    expect(refused?.instead).toContain(says)
    expect(refused?.instead).toContain('add it to `databases` of main in the inventory')
  })

  test('is let through where it is listed', () => {
    expect(unlisted({ name: 'main', databases: many }, 'tenant_40')).toBeUndefined()
  })
})
