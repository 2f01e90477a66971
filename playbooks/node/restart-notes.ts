/** The figures and notes of a restart. */
import { byValue } from '#cluster/facts/config/by-value'
import type { PlanBody } from '#model/plan'
import type { RestartReady } from '#playbooks/node/restart-refusals'
import { counted, seconds } from '#text/figures'
import { listed } from '#text/listed'

export const restartEstimates = ({ restarted }: RestartReady): PlanBody['estimates'] => {
  const names = [
    ...new Set(restarted.flatMap(({ about }) => about.waiting.map(({ name }) => name))),
  ]
  const primary = restarted.find(({ node }) => node.role === 'primary')?.node
  return [
    ...names.map(name => ({
      label: name,
      value: byValue(
        restarted.flatMap(({ node, about }) =>
          about.waiting
            .filter(one => one.name === name)
            .map(({ words }) => ({ node: node.name, words })),
        ),
      ),
    })),
    ...(names.length === 0
      ? [{ label: 'Settings', value: 'none waits for a restart of these nodes' }]
      : []),
    ...(restarted.length > 1
      ? [
          {
            label: 'Order',
            value: `${restarted.map(({ node: { name, role } }) => `${name} (${role})`).join(', then ')}; each has to answer and stream before the next one stops`,
          },
        ]
      : []),
    {
      label: 'Sessions',
      value: `${listed(
        restarted.map(
          ({ node: { name, about } }) => `${counted(about.connections, 'connection')} to ${name}`,
        ),
      )} end, with what is not committed; applications have to connect again`,
    },
    ...(primary
      ? [
          {
            label: 'Writes',
            value: `stand still while ${primary.name} stops and starts: a second or so, longer where its checkpoint or its recovery is long; it is measured and told`,
          },
        ]
      : []),
    {
      label: 'If it fails',
      value:
        names.length === 0
          ? 'a server that does not start is down until somebody starts it: its log says why'
          : 'a server that does not start is started on the values of before',
    },
    { label: 'Undo', value: 'none: a restart cannot be taken back' },
  ]
}

export const restartNotes = (ready: RestartReady): readonly string[] => {
  const { restarted, nodes } = ready
  const primary = restarted.find(({ node }) => node.role === 'primary')?.node
  const replicas = nodes.filter(({ role }) => role === 'replica')
  const away = restarted.filter(({ node }) => node.role === 'replica')
  return [
    ...(primary && replicas.length > 0
      ? [
          `To have ${primary.name} restarted as a replica instead, restart the replicas one by one, and \`replication switchover\` to one of them first.`,
        ]
      : []),
    ...(away.length > 0 && away.length === replicas.length && replicas.length === 1
      ? [`${away[0]?.node.name} is the only replica: nobody could take over while it restarts.`]
      : []),
    ...synchronousNotes(ready),
    ...restarted.flatMap(({ node: { name, about } }) =>
      about.oldest
        .filter(({ gid, seconds: age }) => gid === null && age > longSeconds)
        .map(
          ({ seconds: age }) =>
            `A transaction on ${name} is open for ${seconds(age)} and will be lost.`,
        ),
    ),
    'After the restart the cache is cold, and statements are slow for a while.',
  ]
}

const synchronousNotes = ({ nodes, restarted }: RestartReady): readonly string[] => {
  const from = nodes.find(({ role }) => role === 'primary')
  const away = restarted.filter(({ node }) => node.role === 'replica')
  return from && from.synchronous !== '' && away.length > 0
    ? [
        `Commits on ${from.name} wait for ${from.synchronous}: where that is a node that restarts, they stand still while it is away.`,
      ]
    : []
}

const longSeconds = 10
