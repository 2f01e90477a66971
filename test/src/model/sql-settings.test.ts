import { describe, expect, test } from 'vitest'
import { sqlKind } from '#model/actions/sql'
import { sending } from '#test/support/acting'

const vacuum = sending('shop', 'VACUUM public.orders', {
  settings: { vacuum_cost_delay: '2ms', vacuum_cost_limit: '200' },
})

describe('the settings of a statement', () => {
  test('are shown in front of the statement, in the order of sending', () => {
    expect(sqlKind.show(vacuum).text).toBe(
      "SET vacuum_cost_delay = '2ms';\nSET vacuum_cost_limit = '200';\nVACUUM public.orders",
    )
    expect(sqlKind.show(sending('shop', 'VACUUM public.orders')).text).toBe('VACUUM public.orders')
  })

  test.each([
    ['of another name', { work_mem: '64' }],
    ['with SQL in the value', { vacuum_cost_delay: "2'; drop table orders; --" }],
    ['without a value', { vacuum_cost_delay: '' }],
  ])('are no plan’s %s', (_, settings) => {
    expect(sqlKind.schema.safeParse({ ...vacuum, settings }).success).toBe(false)
    expect(sqlKind.schema.safeParse(vacuum).success).toBe(true)
  })
})
