import { describe, expect, test } from 'vitest'
import type { MaintenanceFacts } from '#cluster/facts/maintenance/look'
import type { MaintainedTable } from '#cluster/facts/maintenance/tables'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { maintenanceInput } from '#playbooks/maintenance/input'
import { maintenanceVacuum } from '#playbooks/maintenance/vacuum'
import { holder, maintained, maintenanceFacts, mayMaintain } from '#test/support/facts/maintenance'

const asked = maintenanceInput.parse({ table: 'orders' })
const neediest = maintenanceInput.parse({})
const million = 1_000_000

const one = (more: Partial<MaintainedTable> = {}, facts: Partial<MaintenanceFacts> = {}) =>
  maintenanceFacts([maintained({ dead: 4_100, ...more })], { named: ['16421'], ...facts })

const table = (name: string, oid: string, more: Partial<MaintainedTable> = {}) =>
  maintained({ oid, quoted: `public.${name}`, ...more })

const refused = (facts: MaintenanceFacts, input = asked): Refusal => {
  const ready = maintenanceVacuum.refuse(input, facts)
  if (!isRefusal(ready)) throw new Error('not refused')
  return ready
}

describe('maintenance.vacuum', () => {
  test.each<[string, MaintenanceFacts, Refusal]>([
    [
      'while another session works on it',
      one(
        {},
        {
          work: new Map([
            [
              '16421',
              'autovacuum, pid 7 (VACUUM public.orders, for 3 min; it gives way by itself)',
            ],
          ]),
        },
      ),
      refusal(
        'autovacuum, pid 7 (VACUUM public.orders, for 3 min; it gives way by itself) works on public.orders right now, and VACUUM would have to wait for it.',
        'Wait until that has ended, then ask again.',
        'maintenance list',
      ),
    ],
    [
      'in vain for dead rows that a session holds on to',
      one({ lastAnyVacuum: '1795435200000001' }, { horizon: [holder()] }),
      refusal(
        'Hardly any of the 4,100 dead rows of public.orders could be removed: pid 4711 (billing, idle in transaction for 12 min) holds on to them, and did so before the last VACUUM ended.',
        'End its transaction, or wait for it.',
        'session terminate 4711 node=shop-1 started=1795435100000000 cluster=shop',
      ),
    ],
    [
      'in vain for a freeze that a prepared transaction keeps from',
      one(
        { dead: 0, xidAge: 160 * million },
        {
          horizon: [
            holder({
              label: 'the prepared transaction “x”, prepared 3 days ago,',
              xids: 155 * million,
              command: null,
            }),
          ],
        },
      ),
      refusal(
        'Freezing public.orders would achieve nothing: the prepared transaction “x”, prepared 3 days ago, keeps the rows of the last 155,000,000 transactions.',
        'End its transaction, or wait for it.',
      ),
    ],
    [
      'without a right, with the GRANTs of 17 and later',
      one(
        {},
        { rights: new Map([['16421', { ...mayMaintain, maintains: null, maySetRole: false }]]) },
      ),
      refusal(
        'act may not maintain public.orders, which belongs to app: PostgreSQL would only warn and skip it.',
        'Ask an administrator to run: `GRANT MAINTAIN ON TABLE public.orders TO act`. For every table: `GRANT pg_maintain TO act`.',
      ),
    ],
    [
      'without a right before 17, with the GRANT of its owner',
      one(
        {},
        {
          version: 16,
          rights: new Map([
            ['16421', { ...mayMaintain, maintains: null, grants: null, maySetRole: false }],
          ]),
        },
      ),
      refusal(
        'act may not act as app, who owns public.orders.',
        'Ask an administrator to run: `GRANT app TO howdah WITH INHERIT FALSE, SET TRUE`.',
      ),
    ],
    [
      'where nobody acts',
      one({}, { actor: null, maintainer: null, rights: new Map() }),
      refusal(
        'This cluster has no login for ddl: the inventory has no `credentials.ddl`.',
        'Add `credentials.ddl`: `howdah init --print-sql` prints its grants. Or run the SQL yourself.',
      ),
    ],
    [
      'what is a temporary table',
      one(
        {},
        { named: [], unmaintained: { kind: 'temporary table', quoted: 'pg_temp_3.t', of: null } },
      ),
      refusal(
        'pg_temp_3.t is a temporary table of another session, and PostgreSQL vacuums it for that session alone.',
        'Ask whoever has that session, or end the session: `maintenance list` names those that keep old transaction ids.',
        'maintenance list',
      ),
    ],
    [
      'what belongs to the catalogue',
      one(
        {},
        { named: [], unmaintained: { kind: 'catalogue', quoted: 'pg_catalog.pg_class', of: null } },
      ),
      refusal(
        'pg_catalog.pg_class belongs to PostgreSQL’s own catalogue.',
        'Leave it to autovacuum; if it cannot wait, let a superuser run `VACUUM pg_catalog.pg_class`.',
      ),
    ],
    [
      'a TOAST table, with the name of its table',
      one(
        {},
        {
          named: [],
          unmaintained: { kind: 'TOAST table', quoted: 'pg_toast.pg_toast_1', of: 'public.orders' },
        },
      ),
      refusal(
        'pg_toast.pg_toast_1 holds the long values of public.orders.',
        'Name public.orders: its TOAST table is vacuumed along with it.',
      ),
    ],
    [
      'a view',
      one({}, { named: [], unmaintained: { kind: 'view', quoted: 'public.v', of: null } }),
      refusal(
        'public.v is a view, which has no rows of its own to look after.',
        'Name the table where the rows are.',
      ),
    ],
    [
      'a table that is not there, with the nearest',
      one({ quoted: 'public.order' }, { named: [] }),
      refusal('There is no table orders.', 'Did you mean `order`?'),
    ],
  ])('refuses %s', (_, facts, because) => {
    expect(refused(facts)).toEqual(because)
  })

  test('refuses where nothing is due, and where nothing that is due can be worked on', () => {
    expect(refused(maintenanceFacts(), neediest)).toEqual(
      refusal(
        'No table of shop is due for VACUUM.',
        'Name a `table` to do it all the same.',
        'maintenance list',
      ),
    )
    const held = { dead: 9_000, lastAnyVacuum: '1795435200000001' }
    expect(
      refused(
        maintenanceFacts([table('a', '1', held), table('b', '2', held)], { horizon: [holder()] }),
        neediest,
      ).because,
    ).toMatch(/^2 tables are due for VACUUM, and none can be worked on\. Hardly any of the 9,000/)
    expect(refused(one(), maintenanceInput.parse({ table: 'orders', most: '2' })).because).toBe(
      'Either one table is named, or the neediest are chosen.',
    )
  })
})
