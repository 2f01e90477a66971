import { describe, expect, test } from 'vitest'
import type { NodeAbout } from '#cluster/facts/node/status'
import { type ClusterSeen, status, statusOf } from '#commands/status'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { Failure } from '#src/errors'
import { clusterOf } from '#test/support/commands/cluster'
import { say } from '#test/support/commands/say'

const now = new Date('2026-11-23T12:00:00.000Z')

const primary: NodeAbout = {
  name: 'shop-1',
  role: 'primary',
  connections: 12,
  connectionsMost: 100,
  bytes: 14 * 1_048_576,
  oldest: [],
  behindSeconds: null,
  behindBytes: null,
  streams: true,
  replayedUntil: null,
  version: '18.1',
  seesSessions: true,
}
const replica: NodeAbout = {
  ...primary,
  name: 'shop-2',
  role: 'replica',
  behindSeconds: 3,
  behindBytes: 4_096,
}
const open = {
  seconds: 720,
  backend: 'client backend',
  pid: 4711,
  gid: null,
  owner: 'app',
  database: 'app',
}

const seen = (more: Partial<ClusterSeen> = {}): ClusterSeen => ({
  name: 'shop',
  away: null,
  unreachable: [],
  nodes: [primary],
  ...more,
})

const columns = ['Node', 'Role, lag', 'Connections', 'Size', 'Oldest transaction']
const row = ['shop-1', 'primary', '12 of 100', '14 MB', 'none']
const well = 'every node answers, no transaction is older than 5 min (2026-11-23 12:00 UTC).'

type Case = readonly [
  string,
  readonly ClusterSeen[],
  string,
  readonly string[],
  readonly (readonly string[])[],
]

describe('status', () => {
  test.each<Case>([
    ['a cluster that is well', [seen()], `shop: ${well}`, [], [row]],
    [
      'several clusters',
      [seen(), seen({ name: 'main', nodes: [{ ...primary, name: 'main-1' }] })],
      `shop, main: ${well}`,
      [],
      [row, ['main-1', ...row.slice(1)]],
    ],
    ['no cluster at all', [], `: ${well}`, [], []],
    [
      'how far a replica is behind',
      [seen({ nodes: [primary, replica] })],
      `shop: ${well}`,
      [],
      [row, ['shop-2', 'replica, 3 s (4.0 kB) behind', '12 of 100', '14 MB', 'none']],
    ],
    [
      'a replica that receives nothing',
      [
        seen({
          nodes: [{ ...replica, streams: false, replayedUntil: '2026-11-23T11:00:00.000Z' }],
        }),
      ],
      'shop-2 does not stream from the primary: it knows all until 2026-11-23 11:00 UTC, and is 4.0 kB behind. (2026-11-23 12:00 UTC)',
      [],
      [['shop-2', 'replica, not streaming, 4.0 kB behind', '12 of 100', '14 MB', 'none']],
    ],
    [
      'an old transaction, and a node that does not answer before it',
      [seen({ unreachable: ['shop-2'], nodes: [{ ...primary, oldest: [open] }] })],
      'shop-2 of shop does not answer. (2026-11-23 12:00 UTC)',
      ['shop-1 has a transaction open for 12 min.'],
      [
        [...row.slice(0, 4), '12 min'],
        ['shop-2', 'does not answer', '', '', ''],
      ],
    ],
    [
      'that sessions cannot be seen',
      [seen({ nodes: [{ ...primary, seesSessions: false }] })],
      'What other sessions do on shop cannot be seen: its login lacks pg_monitor. `doctor cluster=shop` prints the GRANT. (2026-11-23 12:00 UTC)',
      [],
      [['shop-1', 'primary', 'not known of 100', '14 MB', 'not known']],
    ],
    [
      'a cluster that nothing can be seen of, beside one that is well',
      [seen(), seen({ name: 'main', away: 'main does not answer.', nodes: [] })],
      'main does not answer. (2026-11-23 12:00 UTC)',
      [],
      [row, ['main', 'main does not answer.', '', '', '']],
    ],
  ])('shows %s', (_, clusters, title, lines, rows) => {
    expect(statusOf(clusters, now)).toEqual(answer(title, { lines, table: { columns, rows } }))
  })

  const clusters = [clusterOf({ tags: ['eu'] }), clusterOf({ name: 'main' })]
  const engine = {
    clusters: clusters.map(({ name }) => name),
    config: {
      people: { operators: [], approvers: [], team: null, aliases: {} },
      clusters,
      policies: [],
    },
    view: (name: string) =>
      Promise.reject(new Failure('test.away', `${name} is away.`, 'Wait for it.')),
  }

  test.each([
    ['status', ['shop', 'main']],
    ['status main', ['main']],
    ['status tag=eu', ['shop']],
  ])('%s looks at %j', async (text, names) => {
    expect(await say(status, text, { engine })).toMatchObject({
      table: { rows: names.map(name => [name, `${name} is away.`, '', '', '']) },
    })
  })

  test.each(['status weather', 'status tag=us', 'status main tag=eu'])(
    '%s is refused with the clusters that there are',
    async text => {
      expect(await say(status, text, { engine })).toEqual(
        refusal('No cluster of the inventory fits.', 'There are shop, main.'),
      )
    },
  )
})
