import { describe, expect, test } from 'vitest'
import { indexCreate } from '#playbooks/index/create'
import { usualBuild } from '#test/support/facts/create-plan'

describe('a wish with several mistakes', () => {
  test('is refused with each of them, and the field of each', () => {
    const wished = { ...usualBuild, table: 'usres', columns: 'id ==', where: 'active and' }
    const refused = indexCreate.refuse(wished, { found: 'nothing', known: [], instead: null })
    expect(refused).toMatchObject({
      field: 'table',
      also: [{ field: 'columns' }, { field: 'where' }],
    })
  })
})
