import { describe, expect, test } from 'vitest'
import type { MaintainedTable } from '#cluster/facts/maintenance/tables'
import { refusal } from '#model/refusal'
import { maintenanceAnalyze } from '#playbooks/maintenance/analyze'
import { maintenanceInput } from '#playbooks/maintenance/input'
import { maintained, maintenanceFacts } from '#test/support/facts/maintenance'
import { planned, sqlSteps, valueOf } from '#test/support/facts/planned'

const asked = maintenanceInput.parse({ table: 'orders' })

const one = (more: Partial<MaintainedTable> = {}, version = 18) =>
  maintenanceFacts([maintained({ changed: 2_100, ...more })], { named: ['16421'], version })

const parent = { kind: 'partitioned table', bytes: 0, indexBytes: 0 } as const

describe('maintenance.analyze', () => {
  test.each<[string, Partial<MaintainedTable>, number, string, readonly string[]]>([
    ['a table', {}, 18, 'ANALYZE public.orders', []],
    ['a partitioned table alone, from 18 on', parent, 18, 'ANALYZE ONLY public.orders', []],
    [
      'a partitioned table with all partitions before',
      parent,
      17,
      'ANALYZE public.orders',
      ['Before PostgreSQL 18 ANALYZE of a partitioned table analyses all of its partitions too.'],
    ],
  ])('analyses %s', (_, more, version, statement, notes) => {
    const plan = planned(maintenanceAnalyze, asked, one(more, version))
    expect(sqlSteps(plan)[0]?.action).toMatchObject({
      statement,
      state: { values: ['16421', '0'] },
      locking: 'short',
      again: true,
      settings: { vacuum_cost_delay: '2ms', vacuum_cost_limit: '200' },
    })
    expect(plan.notes).toEqual(notes)
  })

  test('says why, and that nothing takes it back', () => {
    const plan = planned(maintenanceAnalyze, asked, one())
    expect(plan.headline).toBe('Analyze public.orders (80 MB)')
    expect(valueOf(plan, 'Due for')).toBe(
      '2,100 rows changed since the last ANALYZE, 2.0 times its threshold',
    )
    expect(valueOf(plan, 'Undo')).toBe(
      'none: older statistics are not kept; queries may get other plans, mostly better ones',
    )
  })

  test('refuses where nothing is due', () => {
    expect(maintenanceAnalyze.refuse(maintenanceInput.parse({}), maintenanceFacts())).toEqual(
      refusal(
        'No table of shop is due for ANALYZE.',
        'Name a `table` to do it all the same.',
        'maintenance list',
      ),
    )
  })

  test('afterwards tells of how many rows, and what was not done', () => {
    const { steps } = planned(maintenanceAnalyze, asked, one({ lastAnalyze: '5' }))
    expect(maintenanceAnalyze.verify(asked, one({ lastAnalyze: '6' }), steps)).toBeUndefined()
    expect(maintenanceAnalyze.verify(asked, one({ lastAnalyze: '5' }), steps)).toBe(
      'Not analysed: public.orders.',
    )
    expect(maintenanceAnalyze.found?.(asked, one({ lastAnalyze: '6' }), steps)).toBe(
      'public.orders has statistics of about 10,000 rows.',
    )
  })
})
