import { describe, expect, test } from 'vitest'
import type { ClonedTable, CloneFacts, ExportFacts } from '#cluster/facts/clone/look'
import { cloneExport } from '#playbooks/clone/export'
import { exportInput } from '#playbooks/clone/export-input'
import {
  clonedTable,
  cloneFacts,
  copiedOrders,
  exportFacts,
  quarantine,
} from '#test/support/facts/export'
import { planned, valueOf } from '#test/support/facts/planned'

const asked = exportInput.parse({ table: 'orders', clone: 'shop-1403' })

const inClone = (more: Partial<CloneFacts>): Partial<ExportFacts> => ({ clone: cloneFacts(more) })
const ofTable = (more: Partial<ClonedTable>): Partial<ExportFacts> =>
  inClone({ found: clonedTable(more) })

const plan = (more: Partial<ExportFacts> = {}, input = asked) =>
  planned(cloneExport, input, exportFacts(more))

const shown = (more: Partial<ExportFacts> = {}) => {
  const [step] = plan(more).steps
  return step
}

describe('clone.export', () => {
  describe('plan', () => {
    test('says what comes from where, and what an undo does', () => {
      const { headline, steps, estimates } = plan()
      expect(headline).toBe(
        'Bring public.orders of shop-1403 back to shop, into schema recovered_orders_20261130_1403',
      )
      expect(steps.map(({ title, undo }) => [title, undo?.title])).toEqual([
        [
          'Copy public.orders of shop-1403 to recovered_orders_20261130_1403.orders',
          'Drop schema recovered_orders_20261130_1403',
        ],
      ])
      expect(valueOf({ estimates }, 'Rows')).toBe('about 20,000')
      expect(valueOf({ estimates }, 'Room')).toBe('about 7.8 MB, of 954 MB free')
    })

    test('names who may use the schema, and what does not come along', () => {
      expect(plan().notes).toEqual([
        'Only app, who owns the table, may use schema recovered_orders_20261130_1403. The table’s own privileges come along, and count once it is moved elsewhere.',
        'Indexes, keys, defaults, triggers and policies do not come along, and none of them is called. shop-1403 has them until it ends: *Merge by Hand* writes them down where the live table is gone.',
      ])
    })

    test('says what is odd about the table or the clone', () => {
      const facts = inClone({
        moment: { recovering: false, paused: false, lsn: null, stamp: null },
        found: clonedTable({
          copied: copiedOrders({
            parts: 2,
            generated: ['total'],
            rowSecurity: 'others',
            rows: null,
          }),
          quarantine: quarantine({ roles: [], eventTriggers: ['tell_ddl'] }),
        }),
      })
      expect(plan(facts).notes.slice(2)).toEqual([
        'shop-1403 takes writes: the rows are those at the moment at which the copy begins, and somebody may have changed them since the clone was made.',
        'The rows of public.orders and of the 2 tables below it become one plain table.',
        'Computed columns become plain ones, with their values: total.',
        'Row-level security of public.orders does not come along.',
        'The database calls its event triggers for the new schema and table: tell_ddl.',
        'Privileges of roles that are no more are left out: reader.',
      ])
      expect(valueOf(plan(facts), 'Rows')).toBe('not known before')
    })

    test('leaves out privileges of roles that are no more', () => {
      const facts = ofTable({ quarantine: quarantine({ roles: [] }) })
      expect(shown()?.action).toMatchObject({
        grants: [{ privileges: 'SELECT, UPDATE ("Note")', to: 'reader', grantable: false }],
      })
      expect(shown(facts)?.action).toMatchObject({ grants: [] })
    })
  })

  describe('second look', () => {
    const copies = [{ schema: 'recovered_orders_20261130_1403', bytes: 8_192_000 }]

    test('finds the copy, or says that it is not there', () => {
      const { steps } = plan()
      expect(cloneExport.verify(asked, exportFacts({ copies }), steps)).toBeUndefined()
      expect(cloneExport.verify(asked, exportFacts(), steps)).toBe(
        'There is no copy in schema recovered_orders_20261130_1403.',
      )
      expect(cloneExport.found?.(asked, exportFacts({ copies }), steps)).toBe(
        'recovered_orders_20261130_1403.orders is there, 7.8 MB: before the commit both servers told the same count and hash of the rows.',
      )
      expect(cloneExport.found?.(asked, exportFacts(), steps)).toBeNull()
    })
  })
})
