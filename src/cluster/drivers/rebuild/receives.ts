/** How a rebuilt replica receives WAL: from the primary's address in the inventory, as the login for ha, with a password file. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, type ClientConfig } from 'pg'
import { connectionOptions } from '#cluster/clients/postgres/connection'
import { putFile } from '#cluster/drivers/files/put-file'
import type { Rebuilding } from '#cluster/drivers/rebuild/working'
import { writeConninfo } from '#cluster/drivers/switchover/conninfo'
import { writeStandbyFiles } from '#cluster/drivers/switchover/standby-files'
import { Failure } from '#src/errors'

const passwordFile = 'howdah.pgpass'

/** Into the files at `room`, which will lie at `data`. */
export const writeReceiving = async (
  { action: { node, slot, data }, holder: { cluster }, session: { where } }: Rebuilding,
  room: string,
): Promise<void> => {
  const { host, port } = nodeOf(cluster.config, node)
  const { user, password } = where.credential
  const { uid, gid } = await stat(room)
  // Any host and port: after a switchover the replica asks another node as the same login.
  await putFile(join(room, passwordFile), `*:*:*:${escaped(user)}:${escaped(password)}\n`, {
    mode: 0o600,
    owner: process.getuid?.() === 0 ? { uid, gid } : null,
    flush: true,
  })
  await writeStandbyFiles(room, {
    conninfo: writeConninfo({
      host,
      port: String(port),
      user,
      passfile: join(data, passwordFile),
      application_name: slot,
      ...(cluster.config.tls === 'off' ? {} : { sslmode: 'verify-full', sslrootcert: 'system' }),
    }),
    slot,
  })
}

/** Before anything is copied: without a line of pg_hba.conf for replication the new files would never stream. */
export const tryReceiving = async (working: Rebuilding): Promise<void> => {
  const { fresh } = working.action
  // A server reads its pg_hba.conf in its own time.
  for (const until = performance.now() + (fresh?.admits ? readMs : 0); ; await sleep(100)) {
    const refused = await receiveOnce(working)
    if (!refused) return
    if (performance.now() > until) throw refused
  }
}

const readMs = 10_000

const receiveOnce = async ({
  action: { node, replica },
  session: { where },
}: Rebuilding): Promise<Failure | undefined> => {
  const options: ClientConfig & { readonly replication: string } = {
    ...connectionOptions({ ...where, settings: {} }),
    options: '',
    replication: 'true',
  }
  const client = new Client(options)
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('IDENTIFY_SYSTEM')
    return undefined
  } catch (error) {
    const { user } = where.credential
    return new Failure(
      'rebuild.no-way',
      `${replica} could not receive WAL from ${node} as ${user}: ${error instanceof Error ? error.message : String(error)}. Nothing was copied or stopped.`,
      `Let pg_hba.conf of ${node} admit ${user} for replication, and plan again.`,
      { cause: error },
    )
  } finally {
    await client.end().catch(() => {})
  }
}

const nodeOf = (
  { name, nodes }: Rebuilding['holder']['cluster']['config'],
  wanted: string,
): { readonly host: string; readonly port: number } => {
  const found = nodes.find(one => one.name === wanted)
  if (!found) throw new Error(`${name} has no node ${wanted}`)
  return found
}

/** A colon parts the fields of a password file, and a back-slash escapes (manual 34.16). */
const escaped = (text: string): string => text.replaceAll(/[:\\]/g, String.raw`\$&`)
