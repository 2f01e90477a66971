/** `howdah config check`: prints every problem at once, or a summary of the configuration. */
import { type Cluster, openCluster } from '#cluster/cluster'
import { configuration } from '#main/configuration'
import type { ClusterConfig, SigningKey, SlackConfig } from '#model/configuration'
import { notCompared } from '#model/record/channel'
import { Failure } from '#src/errors'
import type { ExitCode } from '#terminal/draw-reply'
import type { Terminal } from '#terminal/terminal'
import { counted } from '#text/figures'

/** A bad configuration throws, with all its problems. A node that is away is said, and no fault of it. */
export const checkConfig = async (
  env: Readonly<Record<string, string | undefined>>,
  terminal: Terminal,
): Promise<ExitCode> => {
  const { clusters, people, policies, slack, channels, databaseUrl, signingKeys } =
    configuration(env)
  const aliases = Object.entries(people.aliases).map(([login, user]) => `${login} is ${user}`)
  const lines = [
    `The configuration can be used: ${counted(clusters.length, 'cluster')}.`,
    ...clusters.map(cluster => `- ${aboutCluster(cluster)}`),
    `People: operators ${list(people.operators)}; approvers ${list(people.approvers)}${aliases.length > 0 ? `; ${list(aliases)}` : ''}.`,
    policies.length === 0
      ? 'Policies: the built-in ones.'
      : `Policies: ${policies.length} of its own, then the built-in ones.`,
    `Slack: ${slack === null ? 'not configured here' : `${slack.command}, by ${slack.mode.kind === 'socket' ? 'Socket Mode' : 'HTTP'}`}. Control database: ${databaseUrl === null ? 'DATABASE_URL is not set here' : 'as DATABASE_URL says'}. ${signedBy(signingKeys)}`,
    ...warnings(people.operators, people.approvers, clusters),
    ...(await Promise.all([...clusters.map(noConnection), unread(slack, channels.audit)])).flat(),
  ]
  for (const line of lines) terminal.out(line)
  return 0
}

const unread = async (
  slack: SlackConfig | null,
  channel: string | null,
): Promise<readonly string[]> => {
  if (slack === null || channel === null) return []
  const { tryChannel } = await import('#slack/try-channel')
  const found = await tryChannel(slack, channel)
  return found === null ? [] : [`But: ${notCompared(found)}`]
}

/** Tries each login on each node; what both logins meet is said once. */
const noConnection = async (config: ClusterConfig): Promise<readonly string[]> => {
  const cluster = openCluster(config)
  try {
    const [looks, acts] = await Promise.all([noLook(cluster), cluster.signIn()])
    const told = looks.join(' ')
    const more = acts.flatMap(({ refused }) =>
      refused === null || sentencesOf(refused).every(one => told.includes(one)) ? [] : [refused],
    )
    return [...looks, ...new Set(more)].map(one => `But: ${one}`)
  } finally {
    await cluster.close()
  }
}

const noLook = async (cluster: Cluster): Promise<readonly string[]> => {
  try {
    const { unreachable } = await cluster.view()
    return unreachable.map(({ because, instead }) => `${because} ${instead}`)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return [`${error.message} ${error.instead}`]
  }
}

const sentencesOf = (text: string): readonly string[] => text.split(/(?<=\.) /)

const signedBy = ([first, ...older]: readonly SigningKey[]): string =>
  first === undefined
    ? 'HOWDAH_SIGNING_KEY is not set here.'
    : `It signs by key ${first.name}${older.length === 0 ? '' : `; older: ${list(older.map(({ name }) => name))}`}.`

const list = (all: readonly string[]): string => (all.length === 0 ? 'nobody' : all.join(', '))

const aboutCluster = (cluster: ClusterConfig): string => {
  const { name, environment, provider, nodes, databases, credentials, tls } = cluster
  return `${name} (${environment}, ${provider}): ${nodes.map(node => node.name).join(', ')}; databases ${databases.join(', ')}; ${loginsOf(credentials)}; TLS ${tls}`
}

const loginsOf = ({ observe, maintain, ddl, ha, backup }: ClusterConfig['credentials']): string => {
  const acting = [
    ...(ddl ? [`changes with login ${ddl.user}`] : []),
    ...(maintain && maintain.user !== ddl?.user ? [`maintains with login ${maintain.user}`] : []),
    ...(ha ? [`switches over with login ${ha.user}`] : []),
    ...(backup ? [`backs up with login ${backup.user}`] : []),
  ]
  return [
    `reads with login ${observe.user}`,
    ...(acting.length > 0 ? acting : ['changes nothing']),
  ].join(', ')
}

/** Warnings: legal settings that surprise people later. */
const warnings = (
  operators: readonly string[],
  approvers: readonly string[],
  clusters: readonly ClusterConfig[],
): readonly string[] => [
  ...(clusters.length === 0 ? ['But: it names no cluster.'] : []),
  ...(operators.length === 0 ? ['But: nobody may ask for a change.'] : []),
  ...(approvers.length === 0 ? ['But: nobody may approve a change.'] : []),
  ...(approvers.length === 1 && operators.every(id => id === approvers[0])
    ? ['But: the only approver is the only operator, and nobody approves what they asked for.']
    : []),
]
