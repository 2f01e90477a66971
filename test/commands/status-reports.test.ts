import { expect, test } from 'vitest'
import { status } from '#commands/status'
import { isRefusal } from '#model/refusal'
import { Failure } from '#src/errors'
import { clusterOf } from '#test/support/commands/cluster'
import { say } from '#test/support/commands/say'

const clusters = [clusterOf(), clusterOf({ name: 'main' })]
const day = '2026-11-23'
const open = {
  shop: [
    { kind: 'finding', subject: 'index create table=users columns=id cluster=shop', day },
    { kind: 'finding', subject: '17', day },
    { kind: 'finding', subject: '18', day },
  ],
  main: [{ kind: 'setting', subject: 'work_mem', day }],
} as const

const away = (name: string) =>
  Promise.reject(new Failure('test.away', `${name} is away.`, 'Wait for it.'))

test('status names what the reports say that is not over', async () => {
  const told = await say(status, 'status', {
    engine: {
      clusters: ['shop', 'main'],
      config: {
        people: { operators: [], approvers: [], team: null, aliases: {} },
        clusters,
        policies: [],
      },
      look: away,
      view: away,
      openReports: name => Promise.resolve(open[name as keyof typeof open]),
    },
  })
  expect(isRefusal(told) ? [] : told.lines?.slice(-3)).toEqual([
    'Open in the reports since 2026-11-23: an index would help shop: `index create table=users columns=id cluster=shop`.',
    'Open in the reports since 2026-11-23: a statement takes much of the time of shop. See `query slow cluster=shop`.',
    'Open in the reports since 2026-11-23: work_mem could be changed on main. See `config advise cluster=main`.',
  ])
})
