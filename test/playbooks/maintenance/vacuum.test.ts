import { describe, expect, test } from 'vitest'
import type { MaintenanceFacts } from '#cluster/facts/maintenance/look'
import type { MaintainedTable } from '#cluster/facts/maintenance/tables'
import { maintenanceInput } from '#playbooks/maintenance/input'
import { maintenanceVacuum } from '#playbooks/maintenance/vacuum'
import { holder, maintained, maintenanceFacts, mayMaintain } from '#test/support/facts/maintenance'
import { askedBy, planned, sqlSteps, valueOf } from '#test/support/facts/planned'

const asked = maintenanceInput.parse({ table: 'orders' })
const neediest = maintenanceInput.parse({})
const million = 1_000_000

const one = (more: Partial<MaintainedTable> = {}, facts: Partial<MaintenanceFacts> = {}) =>
  maintenanceFacts([maintained({ dead: 4_100, ...more })], { named: ['16421'], ...facts })

const table = (name: string, oid: string, more: Partial<MaintainedTable> = {}) =>
  maintained({ oid, quoted: `public.${name}`, ...more })

describe('maintenance.vacuum', () => {
  test('says what it is, and asks for a table or for the neediest', () => {
    expect(maintenanceVacuum).toMatchObject({
      name: 'maintenance.vacuum',
      version: 1,
      summary: 'Vacuum a table, or the neediest ones, while reads and writes continue',
      first: 'table',
      risk: 'change',
    })
    expect(askedBy(maintenanceVacuum)).toEqual([
      ['table', 'Which table; the neediest are chosen when left out', 'table', 'name'],
      ['most', 'How many of the neediest tables at most: 3 when left out', null, 'text'],
      [
        'minutes',
        'Minutes for all tables together; each gets the same share; 60 when left out',
        null,
        'text',
      ],
      [
        'gently',
        'yes pauses between reads and writes as autovacuum does; no runs at full speed',
        null,
        'text',
      ],
    ])
  })

  test('plans exactly this', () => {
    expect(planned(maintenanceVacuum, asked, one({ lastVacuum: '1795435200000001' }))).toEqual({
      headline: 'Vacuum public.orders (80 MB)',
      steps: [
        {
          title: 'Vacuum public.orders',
          action: {
            kind: 'sql',
            node: 'shop-1',
            database: 'shop',
            duty: 'maintain',
            role: null,
            statement: 'VACUUM (TRUNCATE FALSE, PARALLEL 0, SKIP_DATABASE_STATS) public.orders',
            values: [],
            state: {
              text: expect.stringContaining('pg_stat_get_last_vacuum_time(c.oid)'),
              values: ['16421', '1795435200000001'],
            },
            repair: null,
            tidy: null,
            again: true,
            locking: 'short',
            deadlineSeconds: 3_600,
            settings: { vacuum_cost_delay: '2ms', vacuum_cost_limit: '200' },
          },
          alike: ['public.orders'],
          effects: [
            {
              change: 'vacuum',
              kind: 'table',
              object: 'public.orders',
              bytes: 83_886_080,
              lock: {
                table: 'public.orders',
                mode: 'SHARE UPDATE EXCLUSIVE',
                blocks: 'schema changes',
              },
            },
          ],
          onFailure: 'undo',
          halts: 'hold',
          undo: null,
        },
      ],
      claims: [{ on: 'relation', key: 'shop/16421', label: 'public.orders', mode: 'exclusive' }],
      estimates: [
        { label: 'Due for', value: '4,100 dead rows, 2.0 times its threshold' },
        {
          label: 'Locks',
          value:
            'reads and writes continue; schema changes and index builds wait; a table that cannot be locked within about 10 s is skipped',
        },
        { label: 'Time', value: 'about 1 s, as gently as autovacuum; times out after 60 min' },
        { label: 'Undo', value: 'none: only rows that nobody can see any more are removed' },
      ],
      notes: [
        'Empty pages stay with the table for new rows: giving them back to the disk would lock out reads and writes for a moment.',
      ],
    })
  })

  test.each<[string, Partial<MaintainedTable>, Partial<MaintenanceFacts>, string]>([
    [
      'freezes what is old',
      { xidAge: 160 * million },
      {},
      'VACUUM (FREEZE, TRUNCATE FALSE, PARALLEL 0) public.orders',
    ],
    [
      'knows what 15 does not',
      {},
      { version: 15 },
      'VACUUM (TRUNCATE FALSE, PARALLEL 0) public.orders',
    ],
  ])('%s', (_, more, facts, statement) => {
    const [step] = sqlSteps(planned(maintenanceVacuum, asked, one(more, facts)))
    expect(step?.action.statement).toBe(statement)
  })

  test('runs at full speed where that is asked for', () => {
    const plan = planned(maintenanceVacuum, { ...asked, gently: false }, one())
    expect(sqlSteps(plan)[0]?.action).not.toHaveProperty('settings')
    expect(valueOf(plan, 'Time')).toBe('about 1 s, at full speed; times out after 60 min')
  })

  test('takes a table that is not due when a person names it, and says so', () => {
    const plan = planned(maintenanceVacuum, asked, one({ dead: 0 }))
    expect(valueOf(plan, 'Due for')).toBe('nothing: it is within its thresholds')
  })

  test('acts as the owner where the login has no right of its own', () => {
    const rights = new Map([['16421', { ...mayMaintain, maintains: null }]])
    const [step] = sqlSteps(planned(maintenanceVacuum, asked, one({}, { rights })))
    expect(step?.action).toMatchObject({ duty: 'ddl', role: 'app' })
  })

  test('chooses the neediest, what has to be frozen first, and shares the minutes', () => {
    const plan = planned(
      maintenanceVacuum,
      neediest,
      maintenanceFacts([
        table('a', '1', { dead: 3_000 }),
        table('b', '2', { dead: 30_000 }),
        table('c', '3', { dead: 9_000 }),
        table('d', '4', { xidAge: 250 * million }),
        table('e', '5'),
      ]),
    )
    expect(plan.headline).toBe('Vacuum 3 tables: public.d, public.b and public.c (240 MB)')
    expect(
      sqlSteps(plan).map(({ action, onFailure }) => [action.deadlineSeconds, onFailure]),
    ).toEqual([
      [1_200, 'finish'],
      [1_200, 'finish'],
      [1_200, 'finish'],
    ])
    expect(valueOf(plan, 'public.b')).toBe('30,000 dead rows, 14.6 times its threshold')
    expect(plan.notes).toContain('1 more table is due: `maintenance list` shows them.')
  })

  test('takes the partitions that are due in place of a partitioned table', () => {
    const plan = planned(
      maintenanceVacuum,
      asked,
      maintenanceFacts(
        [
          maintained({ kind: 'partitioned table' }),
          table('orders_1', '1', { parentOid: '16421', dead: 9_000 }),
          table('orders_2', '2', { parentOid: '16421' }),
          table('other', '3', { dead: 9_000 }),
        ],
        { named: ['16421'] },
      ),
    )
    expect(plan.headline).toBe('Vacuum public.orders_1 (80 MB)')
  })

  test('tells what holds the horizon back, and who else looks after the table', () => {
    const { notes } = planned(
      maintenanceVacuum,
      asked,
      one(
        { options: { autovacuum_enabled: 'false' }, bytes: 400 * 1_024 ** 3, visiblePages: 0 },
        { horizon: [holder()] },
      ),
    )
    expect(notes.slice(0, 3)).toEqual([
      'The horizon is held back: pid 4711 (billing, idle in transaction for 12 min) keeps the rows of the last 1,204 transactions. End its transaction, or wait for it.',
      'public.orders may take longer than its share of 60 min, and is then left undone: give more `minutes`, or say `gently=no`.',
      'public.orders has autovacuum_enabled off: nothing else maintains it.',
    ])
  })

  test('leaves out what is at work, and says so', () => {
    const plan = planned(
      maintenanceVacuum,
      neediest,
      maintenanceFacts([table('a', '1', { dead: 9_000 }), table('b', '2', { dead: 8_000 })], {
        work: new Map([['1', 'pid 7 (psql, active for 3 s)']]),
      }),
    )
    expect(plan.headline).toBe('Vacuum public.b (80 MB)')
    expect(plan.notes).toContain(
      'Left out: pid 7 (psql, active for 3 s) works on public.a right now, and VACUUM would have to wait for it.',
    )
  })

  test('afterwards tells what is left, and what was not done', () => {
    const { steps } = planned(maintenanceVacuum, asked, one({ lastVacuum: '5' }))
    const now = (more: Partial<MaintainedTable>) => one({ dead: 3, ...more })
    expect(maintenanceVacuum.verify(asked, now({ lastVacuum: '6' }), steps)).toBeUndefined()
    expect(maintenanceVacuum.verify(asked, now({ lastVacuum: '5' }), steps)).toBe(
      'Not vacuumed: public.orders.',
    )
    expect(maintenanceVacuum.verify(asked, maintenanceFacts([]), steps)).toBe(
      'Not vacuumed: public.orders.',
    )
    expect(maintenanceVacuum.found?.(asked, now({ lastVacuum: '6' }), steps)).toBe(
      'public.orders has 3 dead rows left, and its oldest transaction id is 1,000 old.',
    )
    expect(
      maintenanceVacuum.found?.(asked, { ...now({ lastVacuum: '6' }), horizon: [holder()] }, steps),
    ).toContain('pid 4711 (billing, idle in transaction for 12 min) still holds dead rows back.')
    expect(maintenanceVacuum.found?.(asked, now({ lastVacuum: '5' }), steps)).toBeNull()
  })
})
