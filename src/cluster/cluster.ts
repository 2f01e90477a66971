/** A managed cluster. Opens views to read from and sessions to act in. */
import { Pool, type PoolConfig } from 'pg'
import { patroniOf } from '#cluster/clients/patroni/ask'
import {
  connectionOptions,
  explain,
  extended,
  hangUp,
  type Where,
} from '#cluster/clients/postgres/connection'
import { openPools, type Pools } from '#cluster/clients/postgres/pools'
import { readPooled } from '#cluster/clients/postgres/read-pooled'
import { crowded, tryOut } from '#cluster/clients/postgres/try-out'
import { type TakeTurns, takeTurns } from '#cluster/clients/postgres/turns'
import { type AllClusters, clonesOf } from '#cluster/clones'
import { openDirect } from '#cluster/drivers/session/session'
import { freeDisk, walDisk } from '#cluster/facts/node/disk'
import { machineOf } from '#cluster/facts/node/machine'
import { type ReadOnlyDefault, readOnlyDefault } from '#cluster/facts/node/read-only'
import { readTarget } from '#cluster/facts/node/target'
import { knownAs, knownOf } from '#cluster/known-of'
import { loginsOf } from '#cluster/logins-of'
import { noMarks } from '#cluster/no-marks'
import { isOneCluster, onlyPrimary } from '#cluster/only-primary'
import { poolersOf } from '#cluster/poolers-of'
import { actingLogins, signIn } from '#cluster/sign-in'
import { suggestNames, suggestReplicas } from '#cluster/suggest-names'
import { readTopology, type TellingNode, type Topology, unreachableIn } from '#cluster/topology'
import type { Duty } from '#model/actions/action-kind'
import type { Operated } from '#model/actions/driver'
import type { Target } from '#model/cluster'
import type { ClusterConfig } from '#model/configuration'
import type { KeyNotes, NameChoice } from '#model/input'
import type { BackupMarks } from '#model/record/backup-marks'
import type { Away, NodeView, Reader, SignIn, Unclear, View } from '#model/view'
import { Failure } from '#src/errors'

export interface Cluster extends Operated {
  /** Asks every node for its role; throws a Failure unless exactly one node is the primary. */
  view(database?: string): Promise<View>
  /** The view; without a single primary a view of each node that answers. */
  look(database?: string): Promise<View | Unclear>
  /** The view; the inventory and the repository alone where no server of the cluster is reached. */
  viewOrAway(database: string): Promise<View | Away>
  /** The view; where no node is the primary a view of the replicas, with the first of them in the place of the primary. */
  viewOrReplicas(database: string): Promise<View>
  /** Reads names to choose from, of tables and indexes on the first node that answers; throws when no node does. */
  suggest(
    what: NonNullable<KeyNotes['names']>,
    typed: string,
    more: { readonly database: string | undefined; readonly most: number },
  ): Promise<readonly NameChoice[]>
  /** Reads the servers of a plan that acts on the nodes `acted`. */
  target(view: View, acted: readonly string[]): Promise<Target>
  /** Where transactions on the primary are made read only by default for the login of a duty; null for nowhere. */
  readOnly(view: View, duty: Duty): Promise<ReadOnlyDefault | null>
  /** Signs in as each login that acts on every node; empty where the cluster is observed only. */
  signIn(): Promise<readonly SignIn[]>
  close(): Promise<void>
}

const look = {
  statement_timeout: '10000',
  lock_timeout: '1000',
}

const readOnly = { ...look, default_transaction_read_only: 'on' }

/** Pooled sessions of the observing login, with the settings that each has. */
interface Sessions {
  readonly pools: Pools
  readonly settings: Where['settings']
}

/** Questions tried in this process, for all clusters together. */
const inProcess = takeTurns({ atOnce: 4, waiting: 40 }, () =>
  crowded('44 definitions are being tried by this process or wait for it'),
)

/** `fleet` are the clusters that clones are found among. */
export const openCluster = (
  config: ClusterConfig,
  marks: BackupMarks = noMarks,
  fleet: AllClusters = () => [],
): Cluster => {
  const poolsWith = (
    settings: Where['settings'],
    bounds: Pick<PoolConfig, 'max' | 'maxLifetimeSeconds'>,
  ): Sessions => ({
    settings,
    pools: openPools(
      (node, database) =>
        new Pool({
          ...connectionOptions({
            cluster: config,
            node,
            database,
            credential: config.credentials.observe,
            applicationName: 'howdah look',
            settings,
          }),
          ...bounds,
          idleTimeoutMillis: 30_000,
          query_timeout: 12_000,
        }),
    ),
  })
  const usual = poolsWith(readOnly, { max: 3 })
  // A session that is read only by its own start cannot tell what the server would have it be; nor can one from before
  // the login lost a setting of its own.
  const asServerHasIt = poolsWith(look, { max: 1, maxLifetimeSeconds: 60 })

  const onCluster = takeTurns({ atOnce: 1, waiting: 10 }, () =>
    crowded(`10 definitions wait to be tried on ${config.name}`),
  )
  const inTurn: TakeTurns = work => onCluster(() => inProcess(work))

  const readerOf = (node: string, database: string, from = usual): Reader => ({
    async read<Row>(text: string, values: readonly unknown[] = []) {
      const credential = config.credentials.observe
      const login = { cluster: config, node, database, credential }
      try {
        const where = { ...login, settings: from.settings }
        const pool = from.pools.of(node, database)
        return (await readPooled(pool, where, extended(text, values))) as Row[]
      } catch (error) {
        throw explain(error, login)
      }
    },
  })

  const clones = clonesOf(config.name, fleet)
  const topologyIn = (database: string) => readTopology(config, node => readerOf(node, database))
  const known = { config, marks, readerOf, inTurn, clones }
  const lookingAt = (database: string): Looking => ({ ...known, database })
  return {
    config,
    marks,
    reader: (node, database) => readerOf(node, database),
    clone: clones.clone,
    async view(database = config.database) {
      const topology = await topologyIn(database)
      return clusterView(lookingAt(database), topology)
    },
    async look(database = config.database) {
      const topology = await topologyIn(database)
      const looking = lookingAt(database)
      try {
        return clusterView(looking, topology)
      } catch (error) {
        if (!(error instanceof Failure) || !isOneCluster(topology)) throw error
        const nodes = topology.nodes.map(node => viewOf(looking, node, [node], []))
        return { kind: 'unclear', because: error.message, instead: error.instead, nodes }
      }
    },
    async viewOrAway(database) {
      const topology = await topologyIn(database)
      const { nodes, silent } = topology
      // A server that answers with an error is there, and may take connections in a moment.
      if (nodes.length > 0 || silent.some(({ trouble }) => trouble.code !== 'cluster.unreachable'))
        return clusterView(lookingAt(database), topology)
      const because = [...new Set(silent.map(({ trouble }) => trouble.message))].join(' ')
      return { kind: 'away', database, because, ...knownOf(config, marks) }
    },
    async viewOrReplicas(database) {
      const topology = await topologyIn(database)
      const [first] = topology.nodes
      const headless = topology.nodes.every(({ recovering }) => recovering)
      return first && headless && isOneCluster(topology)
        ? viewOf(lookingAt(database), first, topology.nodes, unreachableIn(topology))
        : clusterView(lookingAt(database), topology)
    },
    suggest(what, typed, { database = config.database, most }) {
      const nodes = config.nodes.map(({ name }) => ({ name, reader: readerOf(name, database) }))
      return what === 'replica'
        ? suggestReplicas(nodes, typed)
        : Promise.any(nodes.map(({ reader }) => suggestNames(reader, what, typed, most)))
    },
    target: (view, acted) => readTarget(config, view, acted),
    readOnly: (view, duty) => {
      const node = view.nodes.find(({ role }) => role === 'primary')?.name ?? ''
      return readOnlyDefault(view.primary, view.cluster.logins[duty], {
        name: node,
        reader: readerOf(node, view.database, asServerHasIt),
      })
    },
    signIn: () => signInTo(config, config.database, config.nodes),
    async close() {
      await Promise.all([usual.pools.close(), asServerHasIt.pools.close()])
    },
  }
}

/** The parts of a view that are the same for all nodes. */
interface Looking {
  readonly config: ClusterConfig
  readonly marks: BackupMarks
  readonly database: string
  readonly readerOf: (node: string, database: string) => Reader
  readonly inTurn: TakeTurns
  readonly clones: View['clones']
}

const signInTo = async (
  config: ClusterConfig,
  database: string,
  nodes: readonly { readonly name: string }[],
): Promise<readonly SignIn[]> => {
  const where = { cluster: config, database, applicationName: 'howdah doctor' }
  return signIn(actingLogins(config), nodes, async (node, credential) => {
    const { client } = await openDirect({ ...where, node, credential })
    return { end: () => hangUp(client, false) }
  })
}

const clusterView = (looking: Looking, topology: Topology): View =>
  viewOf(looking, onlyPrimary(topology), topology.nodes, unreachableIn(topology))

/** `primary` is the node to read facts of the whole cluster from. */
const viewOf = (
  { config, marks, database, readerOf, inTurn, clones }: Looking,
  primary: TellingNode,
  nodes: readonly TellingNode[],
  unreachable: View['unreachable'],
): View => {
  return {
    cluster: {
      name: config.name,
      ...(config.cloneOf === undefined ? {} : { cloneOf: config.cloneOf }),
      environment: config.environment,
      provider: config.provider,
      superusers: primary.superusers,
      version: primary.version,
      logins: loginsOf(config),
      indexNaming: config.naming?.index ?? null,
    },
    database,
    primary: readerOf(primary.name, database),
    system: primary.system,
    timeline: primary.timeline ?? 0,
    repository: config.backup && knownAs(config.backup, marks),
    nodes: nodes
      .map(({ name, recovering }): NodeView => {
        const reader = readerOf(name, database)
        return {
          name,
          role: recovering ? 'replica' : 'primary',
          reader,
          freeDisk: tablespace => freeDisk(config, name, reader, tablespace),
          walDisk: tablespace => walDisk(config, name, reader, tablespace),
          machine: () => machineOf(config, name, reader),
        }
      })
      .sort((one, other) => one.role.localeCompare(other.role)),
    unreachable,
    ...patroniOf(config, [...nodes, ...unreachable]),
    clones,
    addresses: config.nodes,
    poolers: poolersOf(config),
    signIn: () => signInTo(config, database, nodes),
    tryOut: attempt =>
      inTurn(() =>
        tryOut(
          {
            cluster: config,
            node: primary.name,
            database,
            credential: config.credentials.observe,
            applicationName: 'howdah trial',
          },
          attempt,
        ),
      ),
  }
}
