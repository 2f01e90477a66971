import { describe, expect, test } from 'vitest'
import { configSet } from '#playbooks/config/set'
import { changeAbout, configNode, setting } from '#test/support/facts/config'
import { planned } from '#test/support/facts/planned'

const flag = (name: string, boot = 'on') =>
  setting(name, { vartype: 'bool', unit: null, context: 'user', setting: boot, boot, reset: boot })

const settings = [
  flag('enable_indexscan'),
  flag('enable_bitmapscan'),
  flag('enable_partitionwise_join', 'off'),
  flag('autovacuum'),
  flag('track_counts'),
  flag('jit'),
]
const usual = configNode('shop-1')
const node = { ...usual, settings: [...usual.settings, ...settings] }

const planOf = (wanted: string) =>
  planned(configSet, { settings: wanted }, changeAbout({ nodes: [node] }))

describe('a change of settings that is known to hurt', () => {
  test.each([
    [
      'enable_indexscan=off enable_bitmapscan=off',
      'With enable_indexscan and enable_bitmapscan off the planner avoids what it would choose by its own figures, in every statement of the server: statements may take many times as long. Whole tables are then read even where an index has the few rows that are asked for.',
    ],
    [
      'enable_indexscan=off',
      'With enable_indexscan off the planner avoids what it would choose by its own figures, in every statement of the server: statements may take many times as long.',
    ],
    [
      'autovacuum=off',
      'With autovacuum off no table is vacuumed or analysed by itself, but against wraparound: dead rows and old statistics gather, and statements get slower long after the guard has ended.',
    ],
    [
      'track_counts=off',
      'With track_counts off autovacuum does not see which tables need it, and no figure of tables and indexes grows any more.',
    ],
  ])('%s says so first, and is no low risk', (wanted, words) => {
    const plan = planOf(wanted)
    expect(plan.notes[0]).toBe(words)
    expect(plan.risk).toBe('disruptive')
  })

  test.each(['jit=off', 'enable_partitionwise_join=on'])('is not %s', wanted => {
    expect(planOf(wanted).risk).toBeUndefined()
  })
})
