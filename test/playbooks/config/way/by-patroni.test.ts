import { describe, expect, test } from 'vitest'
import type { ConfigChangeAbout } from '#cluster/facts/config/change'
import { configReset } from '#playbooks/config/reset'
import { configSet } from '#playbooks/config/set'
import {
  bothNodes,
  givenSetting,
  largerWorkMem,
  lineOfPatroni,
  settingsOfPatroni,
} from '#test/support/facts/patroni-settings'
import { planned, valueOf } from '#test/support/facts/planned'

const set = (settings: string, about: ConfigChangeAbout) =>
  planned(configSet, { settings, node: undefined }, about)

describe('config.set under Patroni', () => {
  test('changes the configuration of Patroni in one step, and back by its undo', () => {
    const plan = set('work_mem=64MB', settingsOfPatroni())
    const action = (parameter: object) => ({
      kind: 'parameters',
      node: 'shop-1',
      database: 'app',
      duty: 'maintain',
      scope: 'shop',
      system: '7300000000000000001',
      parameters: [parameter],
      nodes: ['shop-1', 'shop-2'],
      deadlineSeconds: 60,
    })
    const effects = (change: string, values: string) =>
      ['shop-1', 'shop-2'].map(node => ({
        change,
        kind: 'setting',
        object: `work_mem on ${node}: ${values}`,
        bytes: null,
        lock: null,
      }))
    expect(plan.headline).toBe('Set work_mem to 64MB on shop-1 and shop-2')
    expect(plan.steps).toEqual([
      {
        title: 'Set work_mem to 64MB on shop-1 and shop-2 by Patroni',
        action: action({ name: 'work_mem', value: '64MB', was: null, gives: '65536' }),
        effects: effects('set', '4MB → 64MB'),
        onFailure: 'undo',
        undo: {
          title: 'Put back work_mem on shop-1 and shop-2 by Patroni',
          action: action({ name: 'work_mem', value: null, was: '64MB', gives: null }),
          effects: effects('reset', '64MB → 4MB'),
        },
      },
    ])
    expect(plan.claims.map(({ key }) => key)).toEqual(['shop-1', 'shop-2'])
    expect(valueOf(plan, 'Patroni')).toBe(
      'each node takes it at its next look, every 10 s, writes its postgresql.conf and reloads; every server is read back',
    )
    expect(valueOf(plan, 'Undo')).toBe(
      'writes back what Patroni’s configuration has now: no line for work_mem',
    )
    expect(valueOf(plan, 'Order')).toBeUndefined()
    expect(plan.notes).toContain(
      'Patroni takes every value at first, and tells its log alone which it drops: where a server does not have the value in time, the change is undone.',
    )
  })

  test('puts back what the configuration had, in its own type and spelling', () => {
    const about = settingsOfPatroni(
      { Max_Connections: 120 },
      bothNodes(
        [givenSetting('max_connections', '120', { context: 'postmaster', unit: null })],
        [lineOfPatroni('max_connections', '120')],
      ),
    )
    const [step] = set('max_connections=200', about).steps
    expect(step?.action).toMatchObject({
      parameters: [{ name: 'Max_Connections', value: '200', was: 120, gives: '200' }],
    })
    expect(step?.undo?.action).toMatchObject({
      parameters: [{ name: 'Max_Connections', value: 120, was: '200', gives: '120' }],
    })
  })

  test('says who restarts, and that the order of values is Patroni’s business', () => {
    const plan = set('max_connections=200', settingsOfPatroni())
    expect(valueOf(plan, 'max_connections counts')).toBe(
      'written and pending until the restart of shop-1 and shop-2, which this plan does not do: `patronictl restart shop` does',
    )
    expect(plan.notes).toContain(
      'That no replica has less max_connections than its primary is Patroni’s own business: it starts a replica with what the primary has, where that is more.',
    )
    expect(plan.steps[0]?.undo?.action).toMatchObject({
      parameters: [{ name: 'max_connections', value: null, was: '200', gives: '100' }],
    })
  })

  test('writes a list as people write it', () => {
    const [step] = set('search_path="$user", app', settingsOfPatroni()).steps
    expect(step?.action).toMatchObject({
      parameters: [{ name: 'search_path', value: '"$user", app', gives: '"$user", app' }],
    })
  })

  test('has worked when the configuration has the value, and tells what is in force', () => {
    const asked = { settings: 'work_mem=64MB', node: undefined }
    expect(configSet.verify(asked, largerWorkMem)).toBeUndefined()
    expect(configSet.found?.(asked, largerWorkMem, [])).toBe(
      'work_mem is 64MB on shop-1 and shop-2.',
    )
    expect(configSet.verify(asked, settingsOfPatroni())).toBe(
      'work_mem is 4MB on shop-1, not 64MB.',
    )
  })

  test('tells what waits for a restart, and no more where it was taken back', () => {
    const waiting = { context: 'postmaster', unit: null, pendingRestart: true }
    const nodes = bothNodes(
      [givenSetting('max_connections', '100', waiting)],
      [lineOfPatroni('max_connections', '200')],
    )
    const found = (parameters: Readonly<Record<string, unknown>>) =>
      configSet.found?.(
        { settings: 'max_connections=200', node: undefined },
        settingsOfPatroni(parameters, nodes),
        [],
      )
    expect(found({ max_connections: '200' })).toBe(
      'max_connections 200 is written and pending until the restart of shop-1 and shop-2 (`patronictl restart shop`); in force is 100.',
    )
    expect(found({})).toBe('max_connections is 100 on shop-1 and shop-2.')
  })
})

describe('config.reset under Patroni', () => {
  const asked = { settings: 'work_mem', node: undefined }

  test('takes the setting out of the configuration of Patroni', () => {
    const plan = planned(configReset, asked, largerWorkMem)
    expect(plan.steps).toMatchObject([
      {
        title: 'Reset work_mem on shop-1 and shop-2 by Patroni',
        action: { parameters: [{ name: 'work_mem', value: null, was: '64MB', gives: null }] },
        undo: {
          action: { parameters: [{ name: 'work_mem', value: '64MB', was: null, gives: '65536' }] },
        },
      },
    ])
    expect(valueOf(plan, 'work_mem')).toBe('64MB → 4MB')
  })

  test('refuses where there is nothing to reset, and has worked when nothing is left', () => {
    expect(configReset.refuse(asked, settingsOfPatroni())).toMatchObject({
      because:
        'There is nothing to reset: Patroni’s configuration has no line for work_mem; work_mem comes from: default.',
    })
    expect(configReset.verify(asked, settingsOfPatroni())).toBeUndefined()
    expect(configReset.verify(asked, largerWorkMem)).toBe(
      'Patroni’s configuration still has a line for work_mem.',
    )
  })
})
