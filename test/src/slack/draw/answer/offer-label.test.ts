import { describe, expect, test } from 'vitest'
import { commands } from '#commands/catalogue'
import { offerLabel } from '#slack/draw/answer/offer-label'

describe('the button under a refusal', () => {
  test.each([
    ['run list', 'List Runs'],
    ['run cancel p-7k3m9qx', 'Stop Run'],
    ['index drop public.users_old_idx', 'Drop Index'],
    ['session terminate 4711 node=shop-1', 'End Session'],
    ['replication status cluster=shop', 'Show Replication'],
    ['pool status', 'Show Pools'],
    ['doctor cluster=shop', 'Run Doctor'],
    ['help', 'Show Help'],
    ['help index create', 'Show Help'],
    ['plan review p-7k3m9qx', 'Close Review'],
  ])('for %s is %s', (command, label) => {
    expect(offerLabel(command)).toBe(label)
  })

  test('has a name of its own for each command', () => {
    const labels = commands.map(({ words }) => offerLabel(words))
    expect(new Set(labels).size).toBe(labels.length)
    for (const label of labels) expect(label).toMatch(/^[A-Z][\w-]*( [A-Z][\w-]*)*$/)
  })
})
