import { describe, expect, test } from 'vitest'
import type { ClusterSeen } from '#checks/see-cluster'
import type { NodeAbout } from '#cluster/facts/node/status'
import { status, statusOf } from '#commands/status'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { Failure } from '#src/errors'
import { awayNode, clusterOf } from '#test/support/commands/cluster'
import { say } from '#test/support/commands/say'

const now = new Date('2026-11-23T12:00:00.000Z')

const primary: NodeAbout = {
  name: 'shop-1',
  role: 'primary',
  connections: 12,
  connectionsMost: 100,
  connectionsReserved: 3,
  readOnlyDatabase: null,
  bytes: 14 * 1_048_576,
  oldest: [],
  behindSeconds: null,
  behindBytes: null,
  paused: false,
  delaySeconds: 0,
  replayHeldUp: false,
  lockWaits: null,
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
const severally = ['Cluster', 'Node', 'Role, lag', 'Connections, size', 'Oldest transaction']
const at = '(2026-11-23 12:00 UTC)'
const young = 'no transaction is older than 5 min, no session has waited for a lock for over 5 s'
const idle = { freezes: [], reviews: [], open: [] }

type Case = readonly [
  string,
  readonly ClusterSeen[],
  string,
  readonly string[],
  readonly (readonly string[])[],
]

describe('status', () => {
  test.each<Case>([
    [
      'a cluster that is well',
      [seen()],
      `shop: every node answers (shop-1), ${young} ${at}.`,
      [],
      [row],
    ],
    [
      'how far a replica is behind',
      [seen({ nodes: [primary, replica] })],
      `shop: every node answers (shop-1 and shop-2), ${young}, no replica is paused or far behind ${at}.`,
      [],
      [row, ['shop-2', 'replica, 3 s (4.0 kB) behind', '12 of 100', '14 MB', 'none']],
    ],
    [
      'a replica whose replay is paused before what is old on the primary',
      [
        seen({
          nodes: [
            { ...primary, oldest: [open] },
            { ...replica, paused: true, behindSeconds: 360, behindBytes: 62 * 1_048_576 },
          ],
        }),
      ],
      `shop-2 is 6 min behind: its replay is paused. Ask an administrator to run \`SELECT pg_wal_replay_resume()\` there. ${at}`,
      ['shop-1 has a transaction open for 12 min.'],
      [
        [...row.slice(0, 4), '12 min'],
        ['shop-2', 'replica, replay paused, 6 min (62 MB) behind', '12 of 100', '14 MB', 'none'],
      ],
    ],
    [
      'a replica that is delayed on purpose as well',
      [seen({ nodes: [primary, { ...replica, delaySeconds: 3_600, behindSeconds: 3_610 }] })],
      `shop: every node answers (shop-1 and shop-2), ${young}, no replica is paused or far behind ${at}.`,
      [],
      [
        row,
        [
          'shop-2',
          'replica, 60 min (4.0 kB) behind, 60 min of it on purpose',
          '12 of 100',
          '14 MB',
          'none',
        ],
      ],
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
      [seen({ unreachable: [awayNode('shop-2')], nodes: [{ ...primary, oldest: [open] }] })],
      'shop-2 does not answer in time. Check it. (2026-11-23 12:00 UTC)',
      ['shop-1 has a transaction open for 12 min.'],
      [
        [...row.slice(0, 4), '12 min'],
        ['shop-2', 'no connection', '', '', ''],
      ],
    ],
    [
      'that sessions cannot be seen',
      [seen({ nodes: [{ ...primary, seesSessions: false }] })],
      'What other sessions do on shop cannot be seen: its login lacks pg_monitor. `doctor cluster=shop` prints the GRANT. (2026-11-23 12:00 UTC)',
      [],
      [['shop-1', 'primary', 'not known of 100', '14 MB', 'not known']],
    ],
  ])('shows %s', (_, clusters, title, lines, rows) => {
    const alarm = !title.includes('every node answers')
    expect(statusOf(clusters, idle, now)).toEqual(
      answer(title, { lines, alarm, table: { columns, rows } }),
    )
  })

  test.each<Case>([
    [
      'by the names of all nodes',
      [seen({ nodes: [primary, replica] }), seen({ name: 'main' })],
      `shop, main: every node answers (shop-1 and shop-2 of shop; shop-1 of main), ${young}, no replica is paused or far behind ${at}.`,
      [],
      [
        ['shop', 'shop-1', 'primary', '12 of 100, 14 MB', 'none'],
        ['shop', 'shop-2', 'replica, 3 s (4.0 kB) behind', '12 of 100, 14 MB', 'none'],
        ['main', 'shop-1', 'primary', '12 of 100, 14 MB', 'none'],
      ],
    ],
    [
      'with the cluster of each node that has trouble',
      [
        seen({ unreachable: [awayNode('shop-2')] }),
        seen({ name: 'main', nodes: [{ ...primary, oldest: [open] }] }),
      ],
      `shop-2 does not answer in time. Check it. ${at}`,
      ['shop-1 of main has a transaction open for 12 min.'],
      [
        ['shop', 'shop-1', 'primary', '12 of 100, 14 MB', 'none'],
        ['shop', 'shop-2', 'no connection', '', ''],
        ['main', 'shop-1', 'primary', '12 of 100, 14 MB', '12 min'],
      ],
    ],
    [
      'one of which nothing can be seen, beside one that is well',
      [seen(), seen({ name: 'main', away: 'main does not answer.', nodes: [] })],
      `main does not answer. ${at}`,
      [],
      [
        ['shop', 'shop-1', 'primary', '12 of 100, 14 MB', 'none'],
        ['main', '', 'no connection', '', ''],
      ],
    ],
    [
      'of more nodes than a line holds by their number',
      [
        seen({ nodes: Array.from({ length: 12 }, () => primary) }),
        seen({ name: 'main', nodes: [primary] }),
      ],
      `shop, main: every node answers (13, as listed), ${young} ${at}.`,
      [],
      [
        ...Array.from({ length: 12 }, () => [
          'shop',
          'shop-1',
          'primary',
          '12 of 100, 14 MB',
          'none',
        ]),
        ['main', 'shop-1', 'primary', '12 of 100, 14 MB', 'none'],
      ],
    ],
  ])('tells several clusters apart: %s', (_, clusters, title, lines, rows) => {
    const alarm = !title.includes('every node answers')
    expect(statusOf(clusters, idle, now)).toEqual(
      answer(title, { lines, alarm, table: { columns: severally, rows } }),
    )
  })

  const away = (name: string) =>
    Promise.reject(new Failure('test.away', `${name} is away.`, 'Wait for it.'))
  const clusters = [clusterOf({ tags: ['eu'] }), clusterOf({ name: 'main' })]
  const engine = {
    clusters: clusters.map(({ name }) => name),
    config: {
      people: { operators: [], approvers: [], team: null, aliases: {} },
      clusters,
      policies: [],
    },
    look: away,
    view: away,
  }

  test.each([
    ['status', ['shop', 'main']],
    ['status main', ['main']],
    ['status tag=eu', ['shop']],
  ])('%s looks at %j', async (text, names) => {
    expect(await say(status, text, { engine })).toMatchObject({
      title: expect.stringContaining(`${names[0]} is away. Wait for it.`),
      alarm: true,
      table: {
        rows: names.map(name =>
          names.length > 1
            ? [name, '', 'no connection', '', '']
            : [name, 'no connection', '', '', ''],
        ),
      },
    })
  })

  test.each(['status weather', 'status tag=us', 'status main tag=eu'])(
    '%s is refused with the clusters that there are',
    async text => {
      expect(await say(status, text, { engine })).toEqual(
        refusal('No cluster in the inventory matches.', 'Known clusters: shop, main.'),
      )
    },
  )
})
