/** Makes a clone: unpacks the base backup, starts PostgreSQL on the files, and waits for the pause at the moment. */
import { chownSync } from 'node:fs'
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { configure } from '#cluster/drivers/clone/configure'
import { restoreStanza } from '#cluster/drivers/clone/from-stanza'
import { firstLockOf, type PausedAt, untilPaused } from '#cluster/drivers/clone/pause'
import { removeClone, socketFolder } from '#cluster/drivers/clone/places'
import { readLog, startServer, stopServer } from '#cluster/drivers/clone/server'
import { aboutToRestore, archivedIn } from '#cluster/drivers/clone/source'
import { type FileOwner, unpack } from '#cluster/drivers/clone/unpack'
import { flushFolder } from '#cluster/drivers/files/flush-folder'
import type { FencedSession } from '#cluster/drivers/session/session'
import { type BackupAbout, bytesOf } from '#cluster/facts/backup/about'
import { hasArrived } from '#cluster/facts/backup/wal'
import { type CloneAbout, cloneFile } from '#cluster/facts/clone/about'
import { clonesIn, entryOf } from '#cluster/facts/clone/clones-in'
import { type CloneAction, settingsOfSource } from '#model/actions/clone'
import type { Holder } from '#model/actions/driver'
import { configOfClone } from '#model/clone/config'
import type { CloneTarget } from '#model/clone/target'
import { Failure } from '#src/errors'
import { noKeys } from '#src/vault/keys'

export const makeClone = async (
  session: Pick<FencedSession, 'read'>,
  action: CloneAction,
  holder: Holder,
  stop: AbortSignal,
): Promise<void> => {
  const { place, clone } = action
  const [source] = await session.read<{ needs: Readonly<Record<string, number>>; until: string }>(
    settingsOfSource,
    [action.until],
  )
  if (!source) throw new Error('no settings')
  const about = await aboutToRestore(action, holder)
  if (about.system !== action.system) throw anotherSystem(about, action)
  if ((await clonesIn(place))?.some(one => one.about?.clone === clone)) throw nameTaken(clone)
  await untilArchived(action, holder, { until: source.until, about, stop })
  const entry = entryOf(clone, holder.run, holder.token)
  const [folder, socket] = [join(place, entry), socketFolder(entry)]
  const owner = await ownerOf(place)
  for (const one of [folder, socket]) {
    await rm(one, { recursive: true, force: true })
    await mkdir(one, { mode: 0o700 })
    if (owner) chownSync(one, owner.uid, owner.gid)
  }
  // The WAL of a stanza is fetched into the clone: from there on the archive is a folder in either case.
  const archive = action.stanza ? join(folder, 'archive') : action.archive
  const made: Making = {
    action: { ...action, archive },
    holder,
    about,
    needs: source.needs,
    folder,
    socket,
    owner,
    stop,
  }
  try {
    const words = await restore(made)
    // A newer holder may have taken over meanwhile.
    await session.read('select pg_backend_pid() as mine')
    stop.throwIfAborted()
    await keep(folder, words)
  } catch (error) {
    // The next holder removes a left folder.
    await removeClone({ folder, entry, about: null }).catch(() => {})
    throw error
  }
}

interface Making {
  readonly action: CloneAction
  readonly holder: Holder
  readonly about: BackupAbout
  readonly needs: Readonly<Record<string, number>>
  readonly folder: string
  readonly socket: string
  readonly owner: FileOwner | null
  readonly stop: AbortSignal
}

/**
 * Paused right before the end of a transaction that locked a table, a clone could not read the very table that everybody
 * came for. Such a clone is made anew, up to that lock: a replay that traces locks tells where.
 */
const restore = async (making: Making): Promise<CloneAbout> => {
  const { target } = making.action
  const paused = await replay(making, target)
  if (paused.next === null || paused.locked === 0) return aboutOf(making, paused, null)
  await replay(making, target, true)
  const lsn = firstLockOf(paused.next, await readLog(making.folder))
  if (lsn === undefined) return aboutOf(making, await replay(making, target), null)
  const before = await replay(making, { kind: 'lsn', lsn, inclusive: false })
  return aboutOf(making, before, paused.next)
}

const replay = async (
  making: Making,
  target: CloneTarget,
  tracesLocks = false,
): Promise<PausedAt> => {
  const { action, holder, about, folder, socket, owner, stop } = making
  const { archive, backup, clone, manifest, programs } = action
  const { config } = holder.cluster
  const keys = config.backup?.keys ?? noKeys
  await stopServer(folder)
  await emptyOf(folder)
  if (action.stanza)
    await restoreStanza({
      stanza: action.stanza,
      about,
      archived: await archivedIn(action, holder),
      into: folder,
      archive,
      owner,
      stop,
    })
  else
    await unpack({
      folder: action.folder,
      about,
      manifest,
      keys: keys.backups,
      into: folder,
      owner,
      stop,
    })
  const { observe, ddl } = config.credentials
  configure({
    folder,
    archive,
    isEncrypted: keys.wal.length > 0,
    target,
    tracesLocks,
    needs: most(about.needs, making.needs),
    socket,
    logins: [...new Set([observe.user, ...(ddl ? [ddl.user] : [])])],
    owner,
    major: Number.parseInt(about.server, 10),
  })
  const server = startServer(folder, { programs, owner, keys: keys.wal })
  try {
    const where = {
      cluster: configOfClone(config, { name: clone, socket }),
      node: clone,
      database: action.database,
      credential: observe,
      applicationName: 'howdah clone',
      settings: {},
    }
    return await untilPaused({ folder, server, where, backup, target, stop })
  } catch (error) {
    server.kill()
    throw error
  }
}

const emptyOf = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder))
    await rm(join(folder, name), { recursive: true, force: true, maxRetries: 20 })
}

const aboutOf = (
  { action, holder, about, socket }: Making,
  { reached, reachedAt, locked }: PausedAt,
  before: string | null,
): CloneAbout => {
  const { archive, backup, clone, folder, manifest, programs, system, target, minutes } = action
  return {
    format: 1,
    clone,
    cluster: holder.cluster.config.name,
    run: holder.run,
    folder,
    archive,
    programs,
    backup,
    manifest,
    system,
    target,
    reached,
    reachedAt,
    before,
    locked,
    bytes: bytesOf(about),
    madeAt: new Date().toISOString(),
    minutes,
    socket,
  }
}

/** A setting may have been raised after the backup. */
const most = (
  one: Readonly<Record<string, number>>,
  other: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.keys(other).map(name => [name, Math.max(one[name] ?? 0, other[name] ?? 0)]),
  )

/** The words are there as a whole, or not at all. */
const keep = async (folder: string, about: CloneAbout): Promise<void> => {
  const half = join(folder, `.${cloneFile}`)
  await writeFile(half, `${JSON.stringify(about, null, 2)}\n`, { mode: 0o600, flush: true })
  await rename(half, join(folder, cloneFile))
  await flushFolder(folder)
}

/** An archive may have a hundred thousand files: the pause grows with the time that reading their names takes. */
const pause = { leastMs: 50, mostMs: 1_000, times: 10 } as const

const untilArchived = async (
  action: CloneAction,
  holder: Holder,
  { until, about: { segment }, stop }: Pick<Making, 'about' | 'stop'> & { readonly until: string },
): Promise<void> => {
  for (;;) {
    stop.throwIfAborted()
    const began = performance.now()
    if (hasArrived(await archivedIn(action, holder), until, segment)) return
    const ms = pause.times * (performance.now() - began)
    await sleep(Math.min(pause.mostMs, Math.max(pause.leastMs, ms)), undefined, { signal: stop })
  }
}

/** PostgreSQL refuses to run as root: then the owner of the folder runs the clone. */
const ownerOf = async (place: string): Promise<FileOwner | null> => {
  const { uid, gid } = await stat(place)
  if (process.getuid?.() !== 0) return null
  if (uid === 0)
    throw new Failure(
      'clone.as-root',
      `Howdah runs as root, and so does whoever owns ${place}: PostgreSQL does not run as root.`,
      'Give the folder to another user, as whom the clone then runs.',
    )
  return { uid, gid }
}

const anotherSystem = ({ backup, system }: BackupAbout, wanted: CloneAction): Failure =>
  new Failure(
    'backup.another-system',
    `${backup} is of another database system (${system}) than the plan was made for (${wanted.system}).`,
    'Plan again.',
  )

const nameTaken = (clone: string): Failure =>
  new Failure(
    'clone.name-taken',
    `Another Howdah made a ${clone} meanwhile.`,
    'Plan again, and let one Howdah alone look after a folder of clones.',
  )
