import { describe, expect, test } from 'vitest'
import { authorize } from '#engine/people/authorize'
import type { PeopleConfig } from '#model/configuration'
import type { Person, Verb } from '#model/person'

const people: PeopleConfig = {
  operators: ['U_OLGA', 'cli/olga', 'cli/tove'],
  approvers: ['U_ADAM', 'S_DBAS', 'cli/adam', 'cli/olga', 'T_FAR/U_FARAH'],
  team: 'T_SHOP',
  aliases: { 'cli/olga': 'U_OLGA', 'cli/adam': 'T_SHOP/U_ADAM', 'cli/dana': 'U_ADAM' },
}

const person = (id: string, more: Partial<Person> = {}): Person => ({
  id,
  name: id,
  standing: 'member',
  groups: [],
  ...more,
})

const because = (who: Person, verb: Verb, requester: string | null = null, config = people) =>
  authorize(config, who, verb, { cluster: null, requester })?.because

describe('authorize', () => {
  test.each([
    ['the login that asked', 'cli/tove', 'cli/tove'],
    ['the same human in Slack', 'cli/olga', 'T_SHOP/U_OLGA'],
    ['the same human on the command line', 'T_SHOP/U_OLGA', 'cli/olga'],
    ['the same human behind another login', 'cli/adam', 'cli/dana'],
  ])('lets %s approve nothing of their own', (_, requester, approver) => {
    const all = { ...people, approvers: [...people.approvers, 'cli/tove', 'U_OLGA'] }
    expect(because(person(approver), 'approve', requester, all)).toContain(
      'asked for this yourself',
    )
  })

  test('takes nobody of an unknown team for another person', () => {
    const teamless = { ...people, team: null }
    expect(because(person('cli/olga'), 'approve', 'T_ANY/U_OLGA', teamless)).toContain('yourself')
  })

  test('lets another person approve, by login, by alias and by group', () => {
    expect(because(person('cli/adam'), 'approve', 'T_SHOP/U_OLGA')).toBeUndefined()
    expect(because(person('cli/dana'), 'approve', 'cli/tove')).toBeUndefined()
    expect(because(person('T_SHOP/U_X', { groups: ['S_DBAS'] }), 'approve')).toBeUndefined()
    expect(because(person('T_FAR/U_FARAH'), 'approve')).toBeUndefined()
  })

  test('lets nobody but another approver give a run up', () => {
    expect(because(person('T_SHOP/U_ADAM'), 'abandon', 'T_SHOP/U_OLGA')).toBeUndefined()
    expect(because(person('T_SHOP/U_ADAM'), 'abandon', 'cli/adam')).toContain('yourself')
    expect(because(person('T_SHOP/U_OLGA'), 'abandon')).toContain('Only approvers may give up')
  })

  test('lets nobody but another approver review how a plan was let through', () => {
    expect(because(person('T_SHOP/U_ADAM'), 'review', 'T_SHOP/U_OLGA')).toBeUndefined()
    expect(because(person('T_SHOP/U_ADAM'), 'review', 'cli/dana')).toContain('yourself')
  })

  test('lets an approver say whether a step was done, also of their own plan', () => {
    expect(because(person('T_SHOP/U_ADAM'), 'settle', 'T_SHOP/U_ADAM')).toBeUndefined()
    expect(because(person('T_SHOP/U_OLGA'), 'settle')).toContain('Only approvers may say')
    expect(because(person('T_SHOP/U_ADAM', { standing: 'guest' }), 'settle')).toContain('Guests')
  })

  test('lets an approver break the glass for their own plan, and nobody else for any', () => {
    expect(because(person('T_SHOP/U_ADAM'), 'break-glass', 'T_SHOP/U_ADAM')).toBeUndefined()
    for (const verb of ['break-glass', 'review'] as const) {
      expect(because(person('T_SHOP/U_OLGA'), verb)).toContain('Only approvers may')
      expect(because(person('T_SHOP/U_ADAM', { standing: 'guest' }), verb)).toContain('Guests')
      expect(because(person('T_SHOP/U_ADAM', { standing: 'bot' }), verb)).toContain('Bots')
      expect(because(person('T_SHOP/U_ADAM', { standing: 'deleted' }), verb)).toContain('deactiv')
      expect(because(person('T_SHOP/U_ADAM', { standing: 'external' }), verb)).toContain(
        'other org',
      )
    }
  })

  test.each(['cli/U_ADAM', 'cli/T_SHOP/U_ADAM', 'cli/S_DBAS', 'T_FAR/U_ADAM', 'cli/__proto__'])(
    'gives %s no role that is written for somebody else',
    id => {
      expect(because(person(id, { groups: ['S_OTHER'] }), 'read')).toContain('no role')
    },
  )

  test('lets nobody ask or approve from a shell of somebody else, but look and stop', () => {
    const borrowed = person('cli/olga', { borrowedBy: 'mallory' })
    for (const verb of [
      'propose',
      'approve',
      'break-glass',
      'review',
      'settle',
      'abandon',
      'end-recovery',
    ] as const)
      expect(because(borrowed, verb)).toContain('mallory logged in to it')
    for (const verb of ['read', 'stop', 'cancel', 'freeze', 'thaw'] as const)
      expect(because(borrowed, verb)).toBeUndefined()
  })
})
