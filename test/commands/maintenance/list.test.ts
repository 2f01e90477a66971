import { describe, expect, test } from 'vitest'
import type { MaintenanceFacts } from '#cluster/facts/maintenance/look'
import type { OldestRelation } from '#cluster/facts/maintenance/oldest'
import { dueOf } from '#commands/maintenance/list'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { aboutShop, awayNode } from '#test/support/commands/cluster'
import { holder, maintained, maintenanceFacts } from '#test/support/facts/maintenance'

const view = { cluster: aboutShop(), database: 'shop', unreachable: [] }
const reads = (
  facts: MaintenanceFacts,
  elsewhere: readonly OldestRelation[] = [],
  typed?: string,
) => dueOf(view, facts, elsewhere, typed)

const oldest =
  'The oldest transaction id is that of public.orders: 1,000 old, 0 % of autovacuum_freeze_max_age.'

describe('maintenance list', () => {
  test('says that nothing is due', () => {
    expect(reads(maintenanceFacts())).toEqual(
      answer('Nothing of shop is due for VACUUM or ANALYZE.', { lines: [oldest], offers: [] }),
    )
  })

  test('lists what is due, most urgent first, with every reason in one row', () => {
    expect(
      reads(
        maintenanceFacts(
          [
            maintained({ changed: 2_100, options: { autovacuum_enabled: 'off' } }),
            maintained({
              oid: '2',
              quoted: 'public.big',
              dead: 8_200,
              inserted: 6_000,
              bytes: null,
            }),
          ],
          { work: new Map([['2', 'pid 7 (psql, active for 3 s)']]) },
        ),
      ),
    ).toEqual(
      answer('2 tables due: 1 for VACUUM, 1 for ANALYZE.', {
        lines: [oldest],
        table: {
          columns: ['Table', 'Due for', 'Why', 'Size', 'Remark'],
          rows: [
            [
              'public.big',
              'VACUUM',
              '8,200 dead rows, 4.0 times its threshold; 6,000 rows inserted since the last VACUUM, 2.0 times its threshold',
              'locked just now',
              'at work: pid 7 (psql, active for 3 s)',
            ],
            [
              'public.orders',
              'ANALYZE',
              '2,100 rows changed since the last ANALYZE, 2.0 times its threshold',
              '80 MB',
              'autovacuum is off for it',
            ],
          ],
        },
        offers: [
          {
            label: 'Vacuum the First',
            command: 'maintenance vacuum table=public.big cluster=shop',
          },
        ],
      }),
    )
  })

  test('names what holds the horizon back, and offers to end it', () => {
    expect(reads(maintenanceFacts([], { horizon: [holder()] }))).toEqual(
      answer('Nothing of shop is due for VACUUM or ANALYZE.', {
        lines: [
          'The horizon is held back: pid 4711 (billing, idle in transaction for 12 min) keeps the rows of the last 1,204 transactions. End its transaction, or wait for it.',
        ],
        offers: [{ label: 'End the Holder', command: holder().command ?? '' }],
      }),
    )
  })

  test('offers to end no transaction of a moment', () => {
    const horizon = [holder({ lasting: false })]
    expect(reads(maintenanceFacts([], { horizon }))).toMatchObject({ offers: [] })
  })

  test('offers nothing where nobody acts', () => {
    const facts = maintenanceFacts([maintained({ dead: 9_000 })], { actor: null, maintainer: null })
    expect(reads(facts)).not.toHaveProperty('offers')
  })

  test('names what is old and no plan vacuums', () => {
    const lines = reads(maintenanceFacts([]), [
      { quoted: 'pg_catalog.pg_class', kind: 'catalogue', xidAge: 160_000_000 },
      { quoted: 'pg_temp_3.t', kind: 'temporary table', xidAge: 170_000_000 },
    ])
    expect(lines).toMatchObject({
      lines: [
        'pg_catalog.pg_class of the catalogue is 160,000,000 transaction ids old: autovacuum freezes it, or a superuser.',
        'pg_temp_3.t, a temporary table of another session, is 170,000,000 transaction ids old, and keeps the whole server from using older ids again: only its session can vacuum or drop it.',
      ],
    })
  })

  test('says what is not known, and that autovacuum is off', () => {
    const facts = maintenanceFacts([])
    const settings = { ...facts.settings, autovacuum: false }
    const unreachable = [awayNode('shop-2')]
    expect(dueOf({ ...view, unreachable }, { ...facts, settings }, [])).toMatchObject({
      lines: [
        'Autovacuum is off on this server: its tables are vacuumed only by hand.',
        'What runs on shop-2 is not known. shop-2 does not answer in time.',
      ],
    })
  })

  test('tells of one table, and refuses one that is not there', () => {
    const facts = maintenanceFacts([maintained(), maintained({ oid: '2', dead: 9_000 })], {
      named: ['16421'],
    })
    expect(reads(facts, [], 'orders')).toMatchObject({
      title: 'Nothing of public.orders is due for VACUUM or ANALYZE.',
    })
    expect(reads({ ...facts, named: [] }, [], 'nothere')).toEqual(
      refusal('There is no table nothere.', 'Check its schema and spelling, and `database=`.'),
    )
  })
})
