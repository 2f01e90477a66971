/** One managed cluster: opens views to read from and sessions to act in. */
import { Pool } from 'pg'
import { type Acting, openActing } from '#cluster/acting'
import { connectionOptions, explain, extended } from '#cluster/connection'
import { freeDisk } from '#cluster/disk'
import { sessionLabel } from '#cluster/fence'
import { readIndexProgress, type StatementProgress } from '#cluster/progress'
import { readTarget } from '#cluster/target'
import type { NodeView, Reader, Target, View } from '#cluster/view'
import type { ClusterConfig } from '#src/config/cluster-config'
import { Failure } from '#src/errors'

export interface Cluster {
  readonly config: ClusterConfig
  /** Asks every node who it is; throws a Failure when none or more than one says it is the primary. */
  view(database?: string): Promise<View>
  /** Which servers a plan made now would be for. */
  target(view: View): Promise<Target>
  /** A session that can act on `node`; throws a Failure without an acting credential. */
  act(node: string, database: string, who: { run: string; token: number }): Promise<Acting>
  /** How far the CREATE INDEX or REINDEX of a session is; undefined when it runs none. */
  progress(node: string, database: string, pid: number): Promise<StatementProgress | undefined>
  close(): Promise<void>
}

const readOnly = {
  default_transaction_read_only: 'on',
  statement_timeout: '10000',
  lock_timeout: '1000',
}

export const openCluster = (config: ClusterConfig): Cluster => {
  const pools = new Map<string, Pool>()

  const poolOf = (node: string, database: string): Pool => {
    const key = `${node}/${database}`
    const known = pools.get(key)
    if (known) return known
    const pool = new Pool({
      ...connectionOptions({
        cluster: config,
        node,
        database,
        credential: config.credentials.observe,
        applicationName: 'howdah look',
        settings: readOnly,
      }),
      max: 3,
      idleTimeoutMillis: 30_000,
      query_timeout: 12_000,
    })
    pool.on('error', () => {})
    pools.set(key, pool)
    return pool
  }

  const readerOf = (node: string, database: string): Reader => ({
    async read<Row>(text: string, values: readonly unknown[] = []) {
      try {
        return (await poolOf(node, database).query(extended(text, values))).rows as Row[]
      } catch (error) {
        throw explain(error, `${node} (${config.name})`)
      }
    },
    async check(statement: string) {
      const client = await poolOf(node, database)
        .connect()
        .catch((error: unknown) => {
          throw explain(error, `${node} (${config.name})`)
        })
      let failed = true
      // A pool listens only to the clients that lie in it.
      const lost = () => {}
      client.on('error', lost)
      try {
        await client.query(extended(`prepare howdah_check as ${statement}`))
        await client.query(extended('deallocate howdah_check'))
        failed = false
      } catch (error) {
        throw explain(error, `${node} (${config.name})`)
      } finally {
        client.off('error', lost)
        client.release(failed)
      }
    },
  })

  return {
    config,
    view: async (database = config.database) => lookAround(config, database, readerOf),
    target: view => readTarget(config, view),
    act(node, database, { run, token }) {
      const credential = config.credentials.act
      if (!credential) {
        throw new Failure(
          'cluster.observed-only',
          `${config.name} is observed only: the inventory has no acting credential for it.`,
          'Add `credentials.ddl` to the inventory, or run the SQL yourself.',
        )
      }
      const applicationName = sessionLabel(run, token)
      return openActing({ cluster: config, node, database, credential, applicationName })
    },
    progress: (node, database, pid) => readIndexProgress(readerOf(node, database), pid),
    async close() {
      await Promise.all([...pools.values()].map(pool => pool.end()))
    },
  }
}

interface Who {
  readonly recovering: boolean
  readonly version: number
  readonly superuser: boolean
}

const who = `select pg_is_in_recovery() as recovering,
  current_setting('server_version_num')::int / 10000 as version,
  coalesce((select rolsuper from pg_roles where rolname = current_user), false) as superuser`

const lookAround = async (
  config: ClusterConfig,
  database: string,
  readerOf: (node: string, database: string) => Reader,
): Promise<View> => {
  const asked = await Promise.all(
    config.nodes.map(async ({ name }) => {
      const reader = readerOf(name, database)
      const [answer] = await reader.read<Who>(who).catch((error: unknown) => {
        // A wrong database or password is the same on every node: tell it, do not hide it.
        if (error instanceof Failure && !error.unknown) throw error
        return []
      })
      return { name, reader, answer }
    }),
  )
  const nodes: (Pick<NodeView, 'name' | 'role' | 'reader'> & { readonly who: Who })[] = []
  for (const { name, reader, answer } of asked) {
    if (answer)
      nodes.push({ name, reader, role: answer.recovering ? 'replica' : 'primary', who: answer })
  }
  const primaries = nodes.filter(node => node.role === 'primary')
  const [primary] = primaries
  if (!primary) throw noPrimary(config.name, nodes.length)
  if (primaries.length > 1) throw twoPrimaries(config.name, primaries)
  return {
    cluster: {
      name: config.name,
      environment: config.environment,
      provider: config.provider,
      superuser: primary.who.superuser,
      version: primary.who.version,
      actor: config.credentials.act?.user ?? null,
      indexNaming: config.naming?.index ?? null,
    },
    database,
    primary: primary.reader,
    nodes: nodes
      .map(({ name, role, reader }) => ({
        name,
        role,
        reader,
        freeDisk: () => freeDisk(config, name, reader),
      }))
      .sort((one, other) => one.role.localeCompare(other.role)),
    unreachable: asked.flatMap(({ name, answer }) => (answer ? [] : [name])),
  }
}

const noPrimary = (cluster: string, answering: number): Failure =>
  answering === 0
    ? new Failure(
        'cluster.unreachable',
        `No node of ${cluster} answers.`,
        'Check that the servers are up and reachable from here.',
        { unknown: true },
      )
    : new Failure(
        'cluster.no-primary',
        `No node of ${cluster} is the primary: all that answer are replicas.`,
        'Wait for the failover to end, or promote a replica, then ask again.',
        { unknown: true },
      )

const twoPrimaries = (cluster: string, nodes: readonly Pick<NodeView, 'name'>[]): Failure =>
  new Failure(
    'cluster.two-primaries',
    `${nodes.map(({ name }) => name).join(' and ')} of ${cluster} both say that they are the primary.`,
    'Nothing is done until one of them is stopped: find out which one holds the newest data.',
  )
