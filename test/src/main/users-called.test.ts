import { describe, expect, test } from 'vitest'
import { usersCalled } from '#main/users-called'
import type { Person } from '#model/person'
import { refusal } from '#model/refusal'

const people = {
  operators: ['U_OLGA', 'S_DBAS', 'cli/tove'],
  approvers: ['U_ADAM', 'U_DANA'],
  team: 'T_SHOP',
  aliases: { 'cli/adam': 'U_ADAM' },
}
const names: Readonly<Record<string, string>> = { U_OLGA: 'olga', U_ADAM: 'Adam' }
const asked: string[] = []
const slack = async (id: string): Promise<Person | ReturnType<typeof refusal>> => {
  asked.push(id)
  const name = names[id.replace('T_SHOP/', '')]
  if (name === undefined) return refusal('Slack does not know them.', 'Ask again.')
  return { id, name, standing: 'member', groups: [] }
}

describe('people called by name', () => {
  test.each([
    ['olga', ['U_OLGA']],
    ['@Olga', ['U_OLGA']],
    ['adam', ['U_ADAM', 'adam']],
    ['tove', ['tove']],
    ['dana', []],
    ['mallory', []],
  ])('%s are %j, as Slack knows them', async (said, users) => {
    expect((await usersCalled(said, people, slack)).toSorted()).toEqual(users.toSorted())
  })

  test('are known by their logins alone where there is no Slack', async () => {
    expect(await usersCalled('adam', people, null)).toEqual(['adam', 'U_ADAM'])
    expect(await usersCalled('olga', people, null)).toEqual([])
  })

  test.each(['p-7k3m9qx', 'U_OLGA', 'T_SHOP/U_OLGA', 'plan.approved'])(
    '%s is no name, and Slack is not asked',
    async said => {
      asked.length = 0
      expect(await usersCalled(said, people, slack)).toEqual([])
      expect(asked).toEqual([])
    },
  )
})
