import { describe, expect, test } from 'vitest'
import { configHistory, historyOf } from '#commands/config/history'
import type { Change } from '#model/change'
import type { Effect } from '#model/effect'
import type { Step } from '#model/plan'
import { isRefusal } from '#model/refusal'
import { changeOf, entry, run, step } from '#test/support/commands/change'
import { aboutShop, awayNode } from '#test/support/commands/cluster'
import { altered, configAbout, configNode, fileLine } from '#test/support/facts/config'

const effect = (node: string, values: string, setting = 'work_mem'): Effect => ({
  change: 'set',
  kind: 'setting',
  object: `${setting} on ${node}: ${values}`,
  bytes: null,
  lock: null,
})
const stepsFor = (values: string): readonly Step[] =>
  ['shop-1', 'shop-2'].map(node => ({ ...step, effects: [effect(node, values)] }))

const done = entry({ kind: 'done', at: '2026-11-23T12:02:00.000Z' })

type More = Parameters<typeof changeOf>[0]

const changed = (values: string, { plan, ...more }: NonNullable<More> = {}): Change =>
  changeOf({
    outcome: 'succeeded',
    run,
    journal: [done],
    approvals: [{ person: 'T/U_ADAM', name: 'adam', decision: 'approve', reason: null, at: '' }],
    ...more,
    plan: { playbook: 'config.set', steps: stepsFor(values), reason: 'reports spill', ...plan },
  })

const raised = ['shop-1', 'shop-2'].map(name =>
  configNode(name, [altered('work_mem', '65536')], [fileLine('work_mem', '64MB')]),
)

const history = (
  changes: readonly Change[],
  nodes = raised,
  setting: string | null = 'work_mem',
) => {
  const said = historyOf(
    { cluster: aboutShop() },
    { about: configAbout({ nodes }), changes, setting, limit: 20 },
  )
  if (isRefusal(said)) throw new Error(said.because)
  return said
}

const endOf = (change: Change): string => history([change]).table?.rows[0]?.[1] ?? ''

const compared =
  'Only the present values and files are compared: a change that others made and took back is not seen.'

describe('config history', () => {
  test('says what it is', () => {
    expect(configHistory).toMatchObject({ words: 'config history', first: 'setting', verb: 'read' })
  })

  test('tells who changed what, when and why, and what came of it', () => {
    expect(history([changed('4MB → 64MB', { plan: { ticket: 'OPS-7' } })])).toEqual({
      kind: 'answer',
      title: 'work_mem: 1 change through Howdah on shop.',
      lines: [compared],
      table: {
        columns: ['Change', 'What came of it', 'By', 'Why', 'When (UTC)'],
        rows: [
          [
            'work_mem 4MB → 64MB on shop-1 and shop-2 (p-7k3m9qx)',
            'Done.',
            'olga, approved by adam',
            'reports spill, OPS-7',
            '2026-11-23 12:00',
          ],
        ],
      },
    })
  })

  test.each<readonly [string, More, string]>([
    [
      'what a guard undid, and why',
      {
        outcome: 'reverted',
        ending: 'Mean time of Report went from 1 ms to 9 ms.',
        guard: { until: '2026-11-23T12:12:00.000Z', state: 'taken back', by: 'p-222', figures: [] },
      },
      'Undone by its guard (p-222): Mean time of Report went from 1 ms to 9 ms.',
    ],
    [
      'what a person took back while it was guarded',
      {
        outcome: 'reverted',
        ending: 'adam chose to undo it.',
        guard: { until: '2026-11-23T12:12:00.000Z', state: 'taken back', by: 'p-222', figures: [] },
        journal: [done, entry({ kind: 'reverting', detail: { person: 'T/U_ADAM', name: 'adam' } })],
      },
      'Undone (p-222): adam chose to undo it.',
    ],
    [
      'what a guard let stand, with its figures',
      {
        guard: { until: '2026-11-23T12:12:00.000Z', state: 'kept', by: null, figures: [] },
        journal: [
          done,
          entry({ kind: 'kept', detail: { figures: ['Temporary files went to 0.'] } }),
        ],
      },
      'Done. Its guard saw no harm. Temporary files went to 0.',
    ],
    [
      'what a person kept',
      {
        guard: { until: '2026-11-23T12:12:00.000Z', state: 'kept', by: null, figures: [] },
        journal: [done, entry({ kind: 'kept', detail: { person: 'T/U_DANA', name: 'dana' } })],
      },
      'Done. dana kept it.',
    ],
    [
      'what is still watched',
      { guard: { until: '2026-11-23T12:12:00.000Z', state: 'open', by: null, figures: [] } },
      'Done. Guarded until 2026-11-23 12:12 UTC.',
    ],
    [
      'what a person undid',
      { undone: { plan: 'p-333', outcome: 'succeeded' } },
      'Undone by p-333.',
    ],
    [
      'what was rejected',
      { outcome: 'rejected', journal: [], run: null, ending: 'Not today.' },
      'Rejected. Not today.',
    ],
    [
      'what waits',
      { outcome: null, state: 'pending', journal: [], run: null },
      'Waits for approval.',
    ],
    [
      'what was measured',
      {
        measured: {
          label: 'Report',
          before: { meanMs: 120, calls: 40, seconds: 60 },
          after: { meanMs: 80, calls: 40, seconds: 60 },
          missing: null,
        },
      },
      'Done. Report: 120 ms → 80 ms.',
    ],
  ])('tells %s', (_, more, words) => {
    expect(endOf(changed('4MB → 64MB', more))).toBe(words)
  })

  test('folds an undo into the change that it took back', () => {
    const undo = changed('64MB → 4MB', { plan: { id: 'p-333', undoes: run.id } })
    const first = changed('4MB → 64MB', { undone: { plan: 'p-333', outcome: 'succeeded' } })
    const usual = ['shop-1', 'shop-2'].map(name => configNode(name))
    expect(history([undo, first], usual)).toMatchObject({
      lines: [compared],
      table: {
        rows: [
          [
            expect.stringContaining('4MB → 64MB'),
            'Undone by p-333.',
            'olga, approved by adam',
            'reports spill',
            expect.anything(),
          ],
        ],
      },
    })
  })

  test('tells what somebody changed since, and not through Howdah', () => {
    const nodes = [
      ...raised.slice(0, 1),
      configNode('shop-2', [altered('work_mem', '8192')], [fileLine('work_mem', '8MB')]),
    ]
    expect(history([changed('4MB → 64MB')], nodes).lines).toEqual([
      'work_mem on shop-2 is 8MB (from ALTER SYSTEM (postgresql.auto.conf, line 3)), and `p-7k3m9qx` left 64MB on 2026-11-23 12:02 UTC: somebody changed it since, and not through Howdah.',
      compared,
    ])
  })

  test('takes what a failed run has put back for the value before', () => {
    const failed = changed('64MB → 1MB', {
      outcome: 'failed',
      journal: [done, entry({ kind: 'undone', at: done.at })],
    })
    expect(history([failed]).lines).toEqual([compared])
  })

  test('claims nothing about a run whose outcome is open', () => {
    expect(history([changed('64MB → 1MB', { outcome: null, state: 'running' })]).lines).toEqual([
      compared,
    ])
  })

  test('tells lines of ALTER SYSTEM that no change here has written', () => {
    const said = history([], raised, null)
    expect(said.title).toBe('shop: no change through Howdah.')
    expect(said.lines?.[0]).toBe(
      'work_mem on shop-1 was set to 64MB by ALTER SYSTEM (postgresql.auto.conf, line 3), and not through Howdah.',
    )
  })

  test('takes what a switchover writes on a standby for no change of a setting', () => {
    const standby = configNode(
      'shop-1',
      [],
      [fileLine('primary_conninfo', 'host=shop-2'), fileLine('primary_slot_name', 'shop_1')],
    )
    expect(history([], [standby], null).lines).toEqual([compared])
  })

  test('says where the files cannot be read, a node is away, or there are older plans', () => {
    const said = historyOf(
      { cluster: aboutShop() },
      {
        about: configAbout({
          nodes: [configNode('shop-1', [], null)],
          unreachable: [awayNode('shop-2')],
        }),
        changes: [changed('64MB → 4MB')],
        setting: null,
        limit: 1,
      },
    )
    expect(said).toMatchObject({
      lines: [
        'Looked at: the newest 1 plan. `limit=` shows more.',
        'What ALTER SYSTEM set on shop-1 cannot be read. It takes `GRANT SELECT ON pg_file_settings TO look`.',
        'What shop-2 has now is not known. shop-2 does not answer in time.',
        compared,
      ],
    })
  })

  test('says that a value still waits for a restart', () => {
    const waits = altered('max_connections', '100', { pendingRestart: true })
    const nodes = [configNode('shop-1', [waits], [fileLine('max_connections', '300')])]
    const steps = [{ ...step, effects: [effect('shop-1', '100 → 300', 'max_connections')] }]
    expect(history([changed('', { plan: { steps } })], nodes, 'max_connections').lines).toEqual([
      'max_connections 300 is written on shop-1 and pending until its restart; in force is 100.',
      compared,
    ])
  })

  test('suggests the nearest name for one that no setting has', () => {
    const about = configAbout()
    const said = historyOf(
      { cluster: aboutShop() },
      { about, changes: [], setting: 'work_men', limit: 20 },
    )
    expect(said).toMatchObject({ kind: 'refusal', because: 'There is no setting work_men.' })
  })
})
