import { describe, expect, test } from 'vitest'
import type { Effect } from '#model/effect'
import { endClone } from '#playbooks/shared/end-clone'
import { buttonsOf, commandOf, verbsOf } from '#slack/draw/plan/change-buttons'
import { changeOf, step } from '#test/support/commands/change'

const exported: Effect = {
  change: 'create',
  kind: 'export',
  object: 'back.orders',
  bytes: null,
  lock: null,
}

describe('the buttons of a change that stands', () => {
  const merge = { label: 'Merge by Hand', command: 'clone merge back' }
  const ended = changeOf({
    outcome: 'succeeded',
    undoable: true,
    plan: { steps: [{ ...step, effects: [exported] }] },
    next: [endClone('shop-clone-1'), merge],
  })
  const looks = buttonsOf(ended, new Map(verbsOf(ended).map(verb => [verb, verb])))

  test('stand with what ends something last, in red, and named apart from the undo', () => {
    expect(looks.map(({ label, style = 'plain' }) => `${label}: ${style}`)).toEqual([
      'Merge by Hand: plain',
      'Undo Export: plain',
      'End Clone: danger',
    ])
  })

  test('ask once more before a plan that ends something, and say what stays', () => {
    expect(looks[2]?.confirm).toEqual({
      title: 'End shop-clone-1?',
      text: 'A plan is made that stops its server and removes its files. Tables that were exported stay in their schemas, and what the clone has beside them goes: keys, indexes, defaults and triggers of a table that is gone elsewhere.',
      yes: 'End Clone',
      no: 'Not Now',
    })
    expect(looks[1]?.confirm).toBeUndefined()
  })

  test('say what they would say in any order', () => {
    expect(commandOf(ended, 'next-0')).toBe('clone end shop-clone-1')
    expect(commandOf(ended, 'next-1')).toBe('clone merge back')
  })
})
