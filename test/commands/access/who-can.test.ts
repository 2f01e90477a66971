import { describe, expect, test } from 'vitest'
import { accessWhoCan } from '#commands/access/who-can'
import { commands } from '#commands/catalogue'
import type { Engine } from '#model/engine'
import { answer } from '#model/reply'
import { clusterOf } from '#test/support/commands/cluster'
import { say } from '#test/support/commands/say'

const engine: Partial<Engine> = {
  config: {
    people: { operators: ['U_OLGA'], approvers: ['U_ADAM', 'S_DBAS'], team: null, aliases: {} },
    clusters: [clusterOf(), clusterOf({ name: 'main', environment: 'production' })],
    policies: [],
  },
  policyFor: ({ environment, risk }) => ({
    approvers: environment === 'production' ? 2 : 1,
    expiryMinutes: 60,
    ticket: false,
    reason: false,
    code: environment === 'production' && risk === 'disruptive',
  }),
  enrolled: () => Promise.resolve(['T_LOCAL/U_ADAM']),
}

const reads = (text: string, given = engine) => say(accessWhoCan, text, { engine: given, commands })

describe('access who-can', () => {
  test.each([
    ['index.crate', 'Did you mean `index.create`?', 'access who-can index.create'],
    ['xyzzy', 'Name one of: index.create, ', 'access who-can'],
  ])('knows no playbook %s, and says which there are', async (typed, instead, command) => {
    expect(await reads(`access who-can ${typed}`)).toMatchObject({
      because: `There is no playbook ${typed}.`,
      instead: expect.stringContaining(instead),
      command,
    })
  })

  test('names people, rules, and the policy of a playbook for each cluster', async () => {
    expect(await reads('access who-can index.create')).toEqual(
      answer('Operators ask, approvers decide.', {
        people: [
          { label: 'Operators', ids: ['U_OLGA'] },
          { label: 'Approvers', ids: ['U_ADAM', 'S_DBAS'] },
          { label: 'With a one-time code', ids: ['T_LOCAL/U_ADAM'] },
        ],
        lines: [
          'Nobody approves their own request. No other role exists.',
          'In an emergency one approver may let a plan run alone (`plan break-glass`); another one reviews it.',
          'Where the table says “with code”, each approver gives a one-time code too; approvers get one by `access enrol`, in a direct message.',
          'When a run waits for a person, any approver can say what was done (`run settle`); one who did not ask for the run can give it up (`run abandon`).',
        ],
        table: {
          columns: ['Playbook', 'Approvers', 'Risk', 'Cluster', 'Expires after'],
          rows: [
            ['index.create', '1', 'change', 'shop', '60 min'],
            ['index.create', '2', 'change', 'main', '60 min'],
          ],
        },
      }),
    )
  })

  test.each([
    [
      'access who-can session.terminate',
      [
        ['1', '60 min'],
        ['2, with code', '60 min'],
      ],
    ],
  ])('%s has the policies %j', async (text, policies) => {
    const read = await reads(text)
    expect(
      read.kind === 'answer' &&
        read.table?.rows.map(([, approvers, , , expiry]) => [approvers, expiry]),
    ).toEqual(policies)
  })

  test('lists every playbook when none is named, and nobody where nobody is', async () => {
    const read = await reads('access who-can', {
      ...engine,
      enrolled: () => Promise.resolve([]),
      config: {
        people: { operators: [], approvers: [], team: null, aliases: {} },
        clusters: [clusterOf()],
        policies: [],
      },
    })
    if (read.kind !== 'answer') throw new Error(read.because)
    expect(read.people?.flatMap(({ ids }) => ids)).toEqual([])
    expect(read.table?.rows.map(([name]) => name)).toEqual(
      commands.flatMap(one => (one.kind === 'propose' ? [one.playbook.name] : [])),
    )
  })
})
