import { z } from 'zod'
import {
  type OpenWork,
  readOpenWork,
  reportLines,
  runningLines,
  waitingLines,
} from '#checks/open-work'
import { type ClusterSeen, seeCluster } from '#checks/see-cluster'
import { standingTrouble } from '#checks/standing-trouble'
import { troubleIn } from '#checks/trouble'
import type { NodeAbout } from '#cluster/facts/node/status'
import { answers } from '#model/command'
import type { ClusterConfig } from '#model/configuration'
import type { Engine } from '#model/engine'
import { line } from '#model/input'
import { refusal } from '#model/refusal'
import { type Answer, answer, withLine } from '#model/reply'
import { inTime } from '#src/in-time'
import { bytes, seconds } from '#text/figures'
import { minute } from '#text/instant'
import { listed } from '#text/listed'
import { writeCommand } from '#text/write-command'

export const status = answers({
  words: 'status',
  summary: 'Nodes, roles, lag, connections, size and the oldest transaction',
  example: 'shop',
  first: 'cluster',
  daily: true,
  verb: 'read',
  needs: 'nothing',
  input: z.object({
    cluster: line.optional().describe('All of them when left out'),
    tag: line.optional().describe('Only clusters with this tag'),
  }),
  async answer({ input, engine }) {
    const wanted = engine.config.clusters.filter(
      ({ name, tags, cloneOf }) =>
        (input.cluster === undefined ? cloneOf === undefined : input.cluster === name) &&
        (input.tag === undefined || tags.includes(input.tag)),
    )
    if (wanted.length === 0) {
      return refusal(
        'No cluster in the inventory matches.',
        `Known clusters: ${engine.clusters.join(', ')}.`,
      )
    }
    const names = wanted.map(({ name }) => name)
    const now = new Date()
    const [unread, work, reports, standing, ...seen] = await Promise.all([
      engine.channelUnread(),
      readOpenWork(engine, names),
      Promise.all(names.map(async name => reportLines(name, await engine.openReports(name)))),
      Promise.all(wanted.map(one => standingLines(engine, one, now))),
      ...wanted.map(async ({ name, cloneOf }) => ({
        ...(await seeCluster(engine, name)),
        ...(cloneOf === undefined ? {} : { cloneOf }),
      })),
    ])
    return [...standing.flat(), ...reports.flat(), unread].reduce(
      withLine,
      statusOf(seen, work, now),
    )
  },
})

/** A repository on another machine may take its time. */
const standingMs = 2_500

const standingLines = async (
  engine: Engine,
  { name, databases, cloneOf }: ClusterConfig,
  now: Date,
): Promise<readonly string[]> =>
  cloneOf === undefined
    ? inTime(
        standingTrouble(engine, { name, databases }, now).then(({ lines }) => lines),
        standingMs,
        () => [
          `Drills, pools, collations and partitions of ${name} could not be looked at within ${seconds(standingMs / 1_000)}: \`${writeCommand('report daily', { cluster: name })}\` takes longer.`,
        ],
      )
    : []

/** What people left open is told below the nodes, and is no alarm for a script that asks about servers. */
export const statusOf = (clusters: readonly ClusterSeen[], work: OpenWork, now: Date): Answer => {
  const several = clusters.length > 1
  const trouble = clusters.flatMap(one => [
    ...(one.away === null ? [] : [one.away]),
    ...troubleOf(one, several),
  ])
  const at = minute(now.toISOString())
  const [first, ...others] = trouble
  return answer(first === undefined ? `${wellOf(clusters)} (${at}).` : `${first} (${at})`, {
    lines: [...others, ...waitingLines(work), ...runningLines(work)],
    alarm: trouble.length > 0,
    table: {
      columns: several
        ? ['Cluster', 'Node', 'Role, lag', 'Connections, size', 'Oldest transaction']
        : ['Node', 'Role, lag', 'Connections', 'Size', 'Oldest transaction'],
      rows: clusters.flatMap(one => rowsOf(one, several)),
    },
  })
}
/** Names of nodes in the first line; the table names the nodes of a larger fleet. */
const mostNamed = 12

const wellOf = (clusters: readonly ClusterSeen[]): string => {
  const [only] = clusters
  if (only?.cloneOf !== undefined)
    return `${only.name} is a clone of ${only.cloneOf}: it stands still at its moment, and can be read`
  const nodes = clusters.flatMap(one => one.nodes)
  const named = clusters.map(one => {
    const names = listed(one.nodes.map(node => node.name))
    return clusters.length > 1 ? `${names} of ${one.name}` : names
  })
  const which = nodes.length > mostNamed ? `${nodes.length}, as listed` : named.join('; ')
  const replicas = nodes.some(({ role }) => role === 'replica')
  return `${clusters.map(({ name }) => name).join(', ')}: every node answers (${which}), no transaction is older than 5 min, no session has waited for a lock for over 5 s${replicas ? ', no replica is paused or far behind' : ''}`
}

/** Clusters often share names of nodes: in a list of clusters a node is named with the cluster. */
const troubleOf = (
  { name, cloneOf, nodes: seen, unreachable }: ClusterSeen,
  several: boolean,
): readonly string[] => {
  // Whoever lets the replay of a clone go on loses the moment.
  const nodes =
    cloneOf === undefined
      ? seen
      : seen.map(node => ({ ...node, paused: false, streams: true, behindSeconds: null }))
  return troubleIn({
    cluster: name,
    unreachable,
    nodes: several ? nodes.map(node => ({ ...node, name: `${node.name} of ${name}` })) : nodes,
  })
}

const rowsOf = (
  { name, cloneOf, away, nodes, unreachable }: ClusterSeen,
  several: boolean,
): readonly (readonly string[])[] => {
  const rows =
    away === null || nodes.length > 0
      ? [
          ...nodes.map(node =>
            cloneOf === undefined
              ? rowOf(node, several, away === null)
              : rowOf(node, several, false).with(1, `clone of ${cloneOf}, paused`),
          ),
          ...unreachable.map(node => [
            node.name,
            'no connection',
            '',
            ...(several ? [] : ['']),
            '',
          ]),
        ]
      : [several ? ['', 'no connection', '', ''] : [name, 'no connection', '', '', '']]
  return several ? rows.map(row => [name, ...row]) : rows
}

/** A table has at most five columns: the column of the cluster takes the place of the size's own. */
const rowOf = (node: NodeAbout, several: boolean, compared: boolean): readonly string[] => {
  const connections = `${node.seesSessions ? node.connections : 'not known'} of ${node.connectionsMost}`
  const size = bytes(node.bytes)
  return [
    node.name,
    `${node.role}${node.role === 'primary' ? '' : compared ? lagOf(node) : ', lag not known'}`,
    ...(several ? [`${connections}, ${size}`] : [connections, size]),
    oldestOf(node),
  ]
}

/** Without pg_monitor transactions of other sessions are hidden, prepared transactions are not. */
const oldestOf = ({ oldest: [first], seesSessions }: NodeAbout): string => {
  if (!seesSessions) return 'not known'
  return first === undefined ? 'none' : seconds(first.seconds)
}

const lagOf = ({
  streams,
  behindBytes,
  behindSeconds,
  paused,
  delaySeconds,
}: NodeAbout): string => {
  const behind = bytes(behindBytes ?? 0)
  const state = `${streams ? '' : ', not streaming'}${paused ? ', replay paused' : ''}`
  const onPurpose = delaySeconds > 0 ? `, ${seconds(delaySeconds)} of it on purpose` : ''
  return streams
    ? `${state}, ${behindSeconds === null ? '' : `${seconds(behindSeconds)} `}(${behind}) behind${onPurpose}`
    : `${state}, ${behind} behind${onPurpose}`
}
