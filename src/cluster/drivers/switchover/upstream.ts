/** How the old primary will receive WAL: as the new one does now, by the address of the new one in the inventory. */
import { Client, type ClientConfig } from 'pg'
import { type Conninfo, parseConninfo, writeConninfo } from '#cluster/drivers/switchover/conninfo'
import type { Upstream } from '#cluster/drivers/switchover/standby-files'
import type { Following } from '#cluster/drivers/switchover/working'
import { slotOf, switchoverSql } from '#model/actions/replication/statements'
import type { ClusterConfig } from '#model/configuration'
import { Failure } from '#src/errors'

interface FoundUpstream extends Upstream {
  /** The slot of the new primary on the old primary; null without a slot. */
  readonly left: string | null
}

/** Tried out: throws a Failure where the node could not receive WAL so. */
export const readUpstream = async (following: Following): Promise<FoundUpstream> => {
  const upstream = await tellUpstream(following)
  const { action, holder } = following
  await tryOut(parseConninfo(upstream.conninfo), action, holder.cluster.config)
  return upstream
}

/** The same, not tried out. */
export const tellUpstream = async ({
  session,
  action,
  holder,
}: Following): Promise<FoundUpstream> => {
  const { config } = holder.cluster
  const [told] = await session.read<{ conninfo: string; slot: string | null }>(
    switchoverSql.connects,
  )
  const node = config.nodes.find(({ name }) => name === action.node)
  if (!told || !node) throw new Error(`${config.name} has no node ${action.node}`)
  const { hostaddr: _, dbname: __, ...kept } = parseConninfo(told.conninfo)
  const conninfo = {
    ...kept,
    host: node.host,
    port: String(node.port),
    application_name: slotOf(action.from),
  }
  const slot = told.slot === null ? null : slotOf(action.from)
  return { conninfo: writeConninfo(conninfo), slot, left: told.slot }
}

/** A slot of the old primary keeps WAL from the moment of the promotion on. */
export const makeSlot = async (
  { session }: Pick<Following, 'session'>,
  { slot }: Pick<Upstream, 'slot'>,
): Promise<void> => {
  if (slot !== null) await session.read(switchoverSql.makeSlot, [slot])
}

/** Before anything is stopped: a wrong password or a missing line of pg_hba.conf would leave a single node. */
export const tryOut = async (
  conninfo: Conninfo,
  { node, from }: Pick<Following['action'], 'node' | 'from'>,
  { tls }: Pick<ClusterConfig, 'tls'>,
): Promise<void> => {
  const { host = '', port = '', user = '', password, sslmode } = conninfo
  // A password file, or certificates, are for the server's user: only the server can tell.
  if (password === undefined || (sslmode ?? 'prefer') !== 'prefer') return
  const options: ClientConfig & { readonly replication: string } = {
    host,
    port: Number(port),
    user,
    password,
    // A listener without a right certificate could ask for the password in the clear.
    ssl: tls === 'off' ? false : { rejectUnauthorized: true, servername: host },
    ...(tls === 'off' ? {} : { enableChannelBinding: true }),
    connectionTimeoutMillis: 5_000,
    replication: 'true',
  }
  const client = new Client(options)
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('IDENTIFY_SYSTEM')
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    // libpq goes on to try the other way, as `prefer` says; whether that works only the server can tell.
    if (/\b(no|SSL) encryption/.test(said)) return
    throw new Failure(
      'switchover.no-way',
      `${from} could not receive WAL from ${node} as ${user}: ${said}. Nothing was stopped.`,
      `Let pg_hba.conf of ${node} admit ${user} for replication, with the password that primary_conninfo has, and plan again.`,
      { cause: error },
    )
  } finally {
    await client.end().catch(() => {})
  }
}
