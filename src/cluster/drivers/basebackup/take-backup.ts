/** Takes a base backup: receives the archives, compares each file with the manifest, and only then names the backup. */

import { createHash } from 'node:crypto'
import { explain } from '#cluster/clients/postgres/connection'
import { receive } from '#cluster/drivers/basebackup/receive'
import {
  openUnfinished,
  removeLeftovers,
  type UnfinishedBackup,
} from '#cluster/drivers/basebackup/unfinished'
import { diskFailure } from '#cluster/drivers/disk-failure'
import { mostWarnings, type Notice, warningOf, withDeadline } from '#cluster/drivers/session/acting'
import type { FencedSession } from '#cluster/drivers/session/session'
import { type BackupAbout, writeAbout } from '#cluster/facts/backup/about'
import { aboutFile, archiveFile, manifestFile } from '#cluster/facts/backup/layout'
import { type BackupManifest, readManifest } from '#cluster/facts/backup/manifest'
import type { BasebackupAction } from '#model/actions/basebackup'
import { basebackupCommands } from '#model/actions/basebackup'
import type { Acting, Holder, Performed } from '#model/actions/driver'
import { hotStandbySql } from '#model/clone/hot-standby'
import type { FileKey } from '#model/cluster'
import { Failure } from '#src/errors'
import { fewOf } from '#text/figures'

export const takeBackup = async (
  session: FencedSession,
  action: BasebackupAction,
  holder: Holder,
  how: Acting,
): Promise<Performed> => {
  const { client, where } = session
  const started = performance.now()
  const warnings = new Set<string>()
  const hear = (notice: Notice) => {
    if (notice.severity === 'WARNING' && warnings.size < mostWarnings)
      warnings.add(warningOf(notice))
  }
  client.on('notice', hear)
  try {
    const manifest = await withDeadline(client, where, action, how, goOn =>
      receiveInto(session, action, holder, goOn),
    )
    return {
      seconds: (performance.now() - started) / 1_000,
      warnings: [...warnings],
      outputs: { manifest },
    }
  } catch (error) {
    throw (
      diskFailure(
        error,
        'backup.repository',
        `The repository ${action.folder}`,
        'there is no base backup',
      ) ?? explain(error, where)
    )
  } finally {
    client.off('notice', hear)
  }
}

/** Gives the sum of the manifest, and so of each byte of the backup. */
const receiveInto = async (
  session: FencedSession,
  action: BasebackupAction,
  holder: Holder,
  goOn: () => void,
): Promise<string> => {
  const [identify = '', command = ''] = basebackupCommands(action)
  const [{ systemid } = { systemid: '' }] = await session.read<{ systemid: string }>(identify)
  if (systemid !== action.system)
    throw new Failure(
      'backup.another-system',
      `${action.node} is a server of another database system (${systemid}) than the plan was made for (${action.system}).`,
      'Plan again.',
    )
  const reader = holder.cluster.reader(action.node, action.database)
  const [server] = await reader.read<Told>(about)
  if (!server) throw new Error('no settings')
  const key = keyOf(action, holder)
  const startedAt = new Date().toISOString()
  // Of holders that died before.
  await removeLeftovers(action, holder.run)
  const unfinished = await openUnfinished(action, holder.run, holder.token, key)
  try {
    // A cancel before found no statement to cancel.
    goOn()
    const { manifest, sum, ...received } = await receiveFiles(session, command, unfinished)
    const body: BackupAbout = {
      format: 2,
      backup: action.backup,
      cluster: holder.cluster.config.name,
      node: action.node,
      run: holder.run,
      system: action.system,
      ...server,
      timeline: manifest.timeline,
      startLsn: manifest.startLsn,
      endLsn: manifest.endLsn,
      startedAt,
      endedAt: new Date().toISOString(),
      ...received,
      files: manifest.files.size,
      manifest: sum,
      ...(key ? { key: key.name } : {}),
    }
    await unfinished.put(aboutFile, writeAbout(body, holder.cluster.marks))
    await unfinished.finish()
    return sum
  } catch (error) {
    // The next holder removes a left folder.
    await unfinished.remove().catch(() => {})
    throw error
  } finally {
    unfinished.close()
  }
}

const keyOf = ({ key: wanted, node }: BasebackupAction, { cluster }: Holder): FileKey | null => {
  const key = cluster.config.backup?.keys?.backups[0] ?? null
  if (wanted === key?.name) return key
  throw new Failure(
    'backup.another-key',
    wanted === undefined
      ? `A backup of ${node} would be encrypted by now, and the plan is for one that is not.`
      : `The inventory encrypts with another key than ${wanted}, which the plan is for.`,
    'Plan again.',
  )
}

type Told = Pick<BackupAbout, 'server' | 'segment' | 'superuser' | 'needs'>

const about = `select split_part(current_setting('server_version'), ' ', 1) as server,
  pg_size_bytes(current_setting('wal_segment_size'))::int as segment,
  (select rolname from pg_roles where oid = 10) as superuser,
  (select json_object_agg(name, setting::int) from pg_settings where name in (${hotStandbySql})) as needs`

interface Received extends Pick<BackupAbout, 'archives' | 'tablespaces'> {
  readonly manifest: BackupManifest
  /** SHA-256 of the manifest's text, in hex. */
  readonly sum: string
}

const receiveFiles = async (
  { client }: FencedSession,
  command: string,
  unfinished: UnfinishedBackup,
): Promise<Received> => {
  const archives: Record<string, number> = {}
  const tablespaces: Record<string, string> = {}
  const told: Buffer[] = []
  let into: string | undefined
  await receive(client, command, {
    archive(name, location) {
      const tablespace = /^(\d+)\.tar$/.exec(name)?.[1] ?? null
      if (tablespace === null && name !== archiveFile(null))
        throw damaged(`an archive is called ${name}`)
      if (tablespace !== null) tablespaces[tablespace] = location
      into = unfinished.begin(tablespace)
      archives[into] = 0
    },
    manifest() {
      into = undefined
    },
    data(part) {
      if (into === undefined) {
        told.push(part)
        return undefined
      }
      archives[into] = (archives[into] ?? 0) + part.length
      return unfinished.write(part)
    },
  })
  const bytes = Buffer.concat(told)
  const text = bytes.toString('utf8')
  const manifest = readManifest(text)
  if (!manifest) throw damaged('the manifest did not arrive as PostgreSQL made it')
  const wrong = await unfinished.written(manifest)
  if (wrong.length > 0) throw damaged(fewOf(wrong, 3, ' '))
  await unfinished.putContent(manifestFile, bytes)
  const sum = createHash('sha256').update(bytes).digest('hex')
  return { manifest, sum, archives, tablespaces }
}

const damaged = (what: string): Failure =>
  new Failure(
    'backup.damaged',
    `The base backup did not arrive whole, and was removed: ${what}`,
    'Take it again; when it says so again, check the memory and network of both machines.',
  )
