/** The facts of a restart: replication, the servers within reach, and the settings that wait for a restart. */
import { type ConfigNode, lookAtConfig } from '#cluster/facts/config/look'
import { servedBy } from '#cluster/facts/config/served'
import { valueWords } from '#cluster/facts/config/words'
import { lookAtReplication, type ReplicationFacts } from '#cluster/facts/replication/look'
import { type ServerHere, serverHere } from '#cluster/facts/replication/server-here'
import { lackingRights } from '#cluster/facts/role/lacking-rights'
import { restartSql } from '#model/actions/replication/restart'
import type { ClusterAbout } from '#model/cluster'
import type { NodeView, View } from '#model/view'
import { notShown } from '#text/may-hold-secret'

/** A setting with a new value in a file, in the base unit. */
export interface WaitingSetting {
  readonly name: string
  /** Null where the login cannot tell, or where the value may hold a secret. */
  readonly now: string | null
  readonly next: string | null
  /** `128MB → 1GB`. */
  readonly words: string
}

export interface NodeToRestart {
  /** The start of the server, in microseconds since 1970. */
  readonly began: string
  readonly server: ServerHere
  readonly waiting: readonly WaitingSetting[]
  /** GRANTs that the login lacks to read the new value of a waiting setting. */
  readonly grants: readonly string[]
}

export interface RestartFacts extends ReplicationFacts {
  readonly provider: ClusterAbout['provider']
  readonly database: string
  readonly system: string | null
  /** By name of the node, of every node that answers. */
  readonly restarts: ReadonlyMap<string, NodeToRestart>
  /** Statements with the missing rights of the login for ha; null without such a login. */
  readonly lacks: readonly string[] | null
}

export const lookAtRestart = async (view: View): Promise<RestartFacts> => {
  const { cluster, database, system, nodes } = view
  const [replication, config, lacks, servers] = await Promise.all([
    lookAtReplication(view),
    lookAtConfig(view),
    cluster.logins.ha === null ? null : lackingRights(view.primary, cluster.logins.ha, false),
    Promise.all(nodes.map(readServer)),
  ])
  const restarts = servers.map(({ name, ...about }) => {
    const settings = config.nodes.find(one => one.name === name)
    const waiting = settings ? waitingOn(settings) : []
    return [name, { ...about, waiting, grants: settings?.files.grants ?? [] }] as const
  })
  return {
    ...replication,
    provider: cluster.provider,
    database,
    system,
    restarts: new Map(restarts),
    lacks,
  }
}

const readServer = async ({ name, reader }: NodeView) => {
  const [server, [row]] = await Promise.all([
    serverHere(reader),
    reader.read<{ began: string }>(restartSql.began, ['[]']),
  ])
  if (!row) throw new Error(`${name} does not say when it began`)
  return { name, server, began: row.began }
}

const waitingOn = (node: ConfigNode): readonly WaitingSetting[] =>
  node.settings
    .filter(({ pendingRestart }) => pendingRestart)
    .flatMap(setting => {
      const served = servedBy(node, setting.name)
      // PostgreSQL marks such a setting too where a file has a different value (guc.c), and a restart does not help.
      if (!served || served.origin.kind === 'command line') return []
      const { value, next } = served
      const [now, later] = [known(value), node.files.lines ? known(next) : null]
      const words = `${valueWords(setting, value)} → ${later === null ? 'what its files have, which Howdah may not read' : valueWords(setting, later)}`
      return [{ name: setting.name, now, next: later, words }]
    })

const known = (value: string | null): string | null => (value === notShown ? null : value)
