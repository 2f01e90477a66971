import { describe, expect, test } from 'vitest'
import type { ConfigChangeAbout } from '#cluster/facts/config/change'
import { isRefusal, refusal } from '#model/refusal'
import { configReset } from '#playbooks/config/reset'
import { altered, changeAbout, configNode, dataDir, fileLine } from '#test/support/facts/config'
import { askedBy, planned, valueOf } from '#test/support/facts/planned'

const refuse = (settings: string, more: Partial<ConfigChangeAbout> = {}) =>
  configReset.refuse({ settings, node: undefined }, changeAbout(more))

const becauseOf = (settings: string, more: Partial<ConfigChangeAbout> = {}) => {
  const found = refuse(settings, more)
  return isRefusal(found) ? found.because : 'not refused'
}

const planOf = (settings: string, more: Partial<ConfigChangeAbout>) =>
  planned(configReset, { settings, node: undefined }, changeAbout(more))

const inFile = { file: `${dataDir}/postgresql.conf`, line: 12, applied: false }

const larger = configNode(
  'shop-1',
  [altered('work_mem', '65536'), altered('max_connections', '200')],
  [
    fileLine('work_mem', '8MB', inFile),
    fileLine('work_mem', '64MB'),
    fileLine('max_connections', '200', { line: 4 }),
  ],
)
const nodes = [larger, configNode('shop-2')]

describe('config.reset', () => {
  test('says what it is', () => {
    expect(configReset).toMatchObject({
      name: 'config.reset',
      version: 1,
      summary: 'Take back what was set: the value of the files comes back, or the default',
      example: 'work_mem',
      first: 'settings',
      risk: 'change',
    })
    expect(askedBy(configReset)).toEqual([
      ['settings', 'One or several: work_mem, random_page_cost', null, 'text'],
      ['node', 'Which node; every node when left out', null, 'text'],
    ])
  })

  test('brings back the line of another file, where ALTER SYSTEM has one', () => {
    const plan = planOf('Work_Mem', { nodes })
    expect(plan.headline).toBe('Reset work_mem on shop-1')
    expect(plan.steps).toMatchObject([
      {
        title: 'Reset work_mem on shop-1',
        action: { node: 'shop-1', settings: [{ name: 'work_mem', value: null }] },
        effects: [{ change: 'reset', object: 'work_mem on shop-1: 64MB → 8MB' }],
        onFailure: 'undo',
        undo: {
          title: 'Put back work_mem on shop-1',
          action: { settings: [{ name: 'work_mem', value: '64MB' }] },
          effects: [{ change: 'set', object: 'work_mem on shop-1: 8MB → 64MB' }],
        },
      },
    ])
    expect(valueOf(plan, 'Undo')).toBe(
      'writes back what postgresql.auto.conf has now: work_mem 64MB',
    )
  })

  test('brings back the default of several, and says which waits for a restart', () => {
    const plan = planOf('work_mem, max_connections', { nodes })
    expect(plan.headline).toBe('Reset work_mem and max_connections on shop-1')
    expect(valueOf(plan, 'max_connections')).toBe('200 → 100')
    expect(valueOf(plan, 'max_connections counts')).toBe(
      'written and pending until the restart of shop-1, which this plan does not do: `node restart` does',
    )
  })

  test('refuses where there is nothing to reset, and says where the value comes from', () => {
    expect(refuse('work_mem')).toEqual(
      refusal(
        'There is nothing to reset: postgresql.auto.conf of shop-1 and shop-2 has no line for work_mem; work_mem comes from: default.',
        'To change it, set it.',
        'config show work_mem',
      ),
    )
  })

  test.each<[string, Partial<ConfigChangeAbout>, string]>([
    ['wrok_mem', {}, 'shop-1 has no setting wrok_mem.'],
    ['work_mem work_mem', {}, 'work_mem is given twice.'],
    [
      'work_mem',
      { provider: 'rds' },
      'RDS and Aurora take settings from a parameter group, not from ALTER SYSTEM.',
    ],
    [
      'archive_command',
      { nodes: [configNode('shop-1', [], [fileLine('archive_command', 'cp %p /backup')])] },
      'archive_command is run by the server as its operating-system user: whoever sets it can do anything there.',
    ],
    [
      'fsync',
      {
        nodes: [
          configNode(
            'shop-1',
            [altered('fsync', 'on')],
            [fileLine('fsync', 'off', inFile), fileLine('fsync', 'on')],
          ),
        ],
      },
      'fsync off loses the whole database at the next crash of the machine; nothing brings it back.',
    ],
  ])('refuses %s', (settings, more, because) => expect(becauseOf(settings, more)).toBe(because))

  test('brings fsync back to on', () => {
    const off = configNode('shop-1', [altered('fsync', 'off')], [fileLine('fsync', 'off')])
    expect(becauseOf('fsync', { nodes: [off] })).toBe('not refused')
  })

  test('has worked when no line is left, and tells the value in force', () => {
    const asked = { settings: 'work_mem', node: undefined }
    expect(configReset.verify(asked, changeAbout())).toBeUndefined()
    expect(configReset.found?.(asked, changeAbout(), [])).toBe(
      'work_mem is 4MB on shop-1 and shop-2.',
    )
    expect(configReset.verify(asked, changeAbout({ nodes }))).toBe(
      'postgresql.auto.conf of shop-1 still has a line for work_mem.',
    )
  })
})
