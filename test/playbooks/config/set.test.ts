import { describe, expect, test } from 'vitest'
import type { ConfigChangeAbout } from '#cluster/facts/config/change'
import { guardOf } from '#playbooks/config/plan-change'
import { configSet } from '#playbooks/config/set'
import { altered, changeAbout, configNode, fileLine, ownValue } from '#test/support/facts/config'
import { askedBy, planned, readyFor, valueOf } from '#test/support/facts/planned'

const planOf = (settings: string, more: Partial<ConfigChangeAbout> = {}, node?: string) =>
  planned(configSet, { settings, node }, changeAbout(more))

const both = (
  ...[more, lines]: [Parameters<typeof configNode>[1]?, Parameters<typeof configNode>[2]?]
) => ({
  nodes: ['shop-1', 'shop-2'].map(name => configNode(name, more, lines)),
})

describe('config.set', () => {
  test('says what it is', () => {
    expect(configSet).toMatchObject({
      name: 'config.set',
      version: 1,
      summary: 'Set one or several settings on every node, and put them in force by a reload',
      example: 'work_mem=64MB random_page_cost=1.1',
      first: null,
      risk: 'change',
    })
    expect(askedBy(configSet)).toEqual([
      [
        'settings',
        'One or several, with their values: work_mem=64MB, random_page_cost=1.1',
        null,
        'text',
      ],
      ['node', 'Which node; every node when left out', null, 'text'],
    ])
  })

  test('plans exactly this', () => {
    const action = (value: string | null) => ({
      kind: 'setting',
      node: 'shop-2',
      database: 'app',
      duty: 'maintain',
      settings: [{ name: 'work_mem', value }],
      deadlineSeconds: 60,
    })
    expect(planOf('work_mem=64MB', {}, 'shop-2')).toEqual({
      headline: 'Set work_mem to 64MB on shop-2',
      steps: [
        {
          title: 'Set work_mem to 64MB on shop-2',
          action: action('64MB'),
          effects: [
            {
              change: 'set',
              kind: 'setting',
              object: 'work_mem on shop-2: 4MB → 64MB',
              bytes: null,
              lock: null,
            },
          ],
          onFailure: 'undo',
          undo: {
            title: 'Put back work_mem on shop-2',
            action: action(null),
            effects: [
              {
                change: 'reset',
                kind: 'setting',
                object: 'work_mem on shop-2: 64MB → 4MB',
                bytes: null,
                lock: null,
              },
            ],
          },
        },
      ],
      claims: [{ on: 'node', key: 'shop-2', label: 'shop-2', mode: 'exclusive' }],
      estimates: [
        { label: 'work_mem', value: '4MB → 64MB' },
        {
          label: 'work_mem counts',
          value: 'after a reload, in every session that has no value of its own',
        },
        {
          label: 'Memory',
          value:
            '64 MB work_mem × 2 hash_mem_multiplier × 100 max_connections = 13 GB, if every connection hashes once at the same time; a statement may sort or hash several times',
        },
        {
          label: 'Undo',
          value: 'writes back what postgresql.auto.conf has now: no line for work_mem',
        },
      ],
      notes: ['Sorts and hash tables that do not fit go to temporary files.'],
    })
  })

  test('changes every node, a replica first, all settings of a node in one step', () => {
    const { headline, steps, claims } = planOf('work_mem=64MB, Random_Page_Cost = 1.1')
    expect(headline).toBe('Set work_mem to 64MB and random_page_cost to 1.1 on shop-1 and shop-2')
    expect(steps.map(({ title }) => title)).toEqual([
      'Set work_mem to 64MB and random_page_cost to 1.1 on shop-2',
      'Set work_mem to 64MB and random_page_cost to 1.1 on shop-1',
    ])
    expect(steps[0]?.action).toMatchObject({
      settings: [
        { name: 'work_mem', value: '64MB' },
        { name: 'random_page_cost', value: '1.1' },
      ],
    })
    expect(claims).toHaveLength(2)
    expect(valueOf(planOf('work_mem=64MB'), 'Order')).toBe(
      'shop-2 (replica), then shop-1 (primary)',
    )
  })

  test('undoes by the values that the file has now, and changes only what differs', () => {
    const nodes = [
      configNode('shop-1', [altered('work_mem', '8192')], [fileLine('work_mem', '8MB')]),
      configNode('shop-2', [altered('work_mem', '65536')], [fileLine('work_mem', '64MB')]),
    ]
    const plan = planOf('work_mem=64MB', { nodes })
    expect(plan.steps).toHaveLength(1)
    expect(plan.steps[0]?.undo?.action).toMatchObject({
      node: 'shop-1',
      settings: [{ name: 'work_mem', value: '8MB' }],
    })
    expect(valueOf(plan, 'Undo')).toBe(
      'writes back what postgresql.auto.conf has now: work_mem 8MB',
    )
  })

  test('says of an undo that it puts back what no plan sets', () => {
    const off = both([altered('fsync', 'off')], [fileLine('fsync', 'off')])
    expect(planOf('fsync=on', off).notes[0]).toBe(
      'The undo puts fsync back to off, which no plan of its own sets: fsync off loses the whole database at the next crash of the machine; nothing brings it back.',
    )
  })

  test('writes a list element by element', () => {
    const more = both([], [fileLine('search_path', '"$user", app')])
    const [step] = planOf('search_path="$user", Public, "My App"', more).steps
    expect(step?.action).toMatchObject({
      settings: [{ name: 'search_path', value: ['$user', 'public', 'My App'] }],
    })
    expect(step?.undo?.action).toMatchObject({
      settings: [{ name: 'search_path', value: ['$user', 'app'] }],
    })
  })

  test('says that a restart is due, and claims nothing more', () => {
    const plan = planOf('max_connections=200')
    expect(valueOf(plan, 'max_connections counts')).toBe(
      'written and pending until the restart of shop-1 and shop-2, which this plan does not do: `node restart` does',
    )
    expect(plan.steps.map(({ action }) => 'node' in action && action.node)).toEqual([
      'shop-2',
      'shop-1',
    ])
    expect(plan.notes).toEqual([
      'Restart the replicas first, then the primary: a replica must not have less than its primary.',
    ])
  })

  test('lowers on the primary first what a replica must not have less of', () => {
    const plan = planOf('max_connections=50')
    expect(plan.steps.map(({ action }) => 'node' in action && action.node)).toEqual([
      'shop-1',
      'shop-2',
    ])
    expect(plan.notes).toEqual([
      'Restart the primary first, and each replica once it has replayed the restart: a replica must not have less than its primary.',
    ])
  })

  test('names who would not notice', () => {
    const own = [ownValue('work_mem', '1GB')]
    expect(planOf('work_mem=64MB', { own }).notes[0]).toBe(
      'work_mem of its own has role billing (1GB): sessions there do not notice the change.',
    )
  })

  test('is guarded by figures that the setting may harm, but not while it waits for a restart', () => {
    const guard = (settings: string) =>
      guardOf(readyFor(configSet, { settings, node: undefined }, changeAbout()))
    expect(guard('work_mem=64MB')?.watches.map(({ metric }) => metric)).toEqual([
      'statement time',
      'temporary files',
    ])
    expect(guard('max_connections=200')).toBeNull()
  })

  const asked = { settings: 'work_mem=64MB', node: undefined }

  test('has worked when every node reads back the value', () => {
    const done = changeAbout(both([altered('work_mem', '65536')], [fileLine('work_mem', '64MB')]))
    expect(configSet.verify(asked, done)).toBeUndefined()
    expect(configSet.found?.(asked, done, [])).toBe('work_mem is 64MB on shop-1 and shop-2.')
    expect(configSet.verify(asked, changeAbout())).toBe('work_mem is 4MB on shop-1, not 64MB.')
  })

  test('claims no value in force that waits for a restart', () => {
    const more = altered('max_connections', '100', { pendingRestart: true })
    const done = changeAbout(both([more], [fileLine('max_connections', '200')]))
    const restart = { settings: 'max_connections=200', node: undefined }
    expect(configSet.verify(restart, done)).toBeUndefined()
    expect(configSet.found?.(restart, done, [])).toBe(
      'max_connections 200 is written and pending until the restart of shop-1 and shop-2 (`node restart`); in force is 100.',
    )
  })
})
