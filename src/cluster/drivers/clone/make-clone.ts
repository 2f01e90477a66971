/** Makes a clone: unpacks the base backup, starts PostgreSQL on the files, and waits for the pause at the moment. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { configure, loginsOf } from '#cluster/drivers/clone/configure'
import { giveFolder, takeFolder } from '#cluster/drivers/clone/give-folder'
import { keepAbout } from '#cluster/drivers/clone/keep-about'
import { ownerOf } from '#cluster/drivers/clone/owner-of'
import type { PausedAt } from '#cluster/drivers/clone/pause'
import { removeClone, socketFolder } from '#cluster/drivers/clone/places'
import { emptyFolder, removeFolder } from '#cluster/drivers/clone/remove-folder'
import { stopServer } from '#cluster/drivers/clone/server'
import { aboutToRestore, archivedIn } from '#cluster/drivers/clone/source'
import { restoreStanza } from '#cluster/drivers/clone/stanza/from-stanza'
import { startPaused } from '#cluster/drivers/clone/start-paused'
import { closeLinks } from '#cluster/drivers/clone/tablespace-links'
import { firstLockInWal, targetInWal } from '#cluster/drivers/clone/target-in-wal'
import { unpack } from '#cluster/drivers/clone/unpack'
import type { FileOwner } from '#cluster/drivers/files/held-folder'
import type { FencedSession } from '#cluster/drivers/session/session'
import { stillHeld } from '#cluster/drivers/session/still-held'
import { type BackupAbout, bytesOf } from '#cluster/facts/backup/about'
import { hasArrived } from '#cluster/facts/backup/wal'
import { type CloneAbout, dataOf } from '#cluster/facts/clone/about'
import { clonesIn, entryOf } from '#cluster/facts/clone/clones-in'
import { type CloneAction, settingsOfSource } from '#model/actions/clone'
import type { Holder } from '#model/actions/driver'
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
  const source = action.alone ? null : await sourceOf(session, action)
  const about = await aboutToRestore(action, holder)
  if (about.system !== action.system) throw anotherSystem(about, action)
  if ((await clonesIn(place))?.some(one => one.about?.clone === clone)) throw nameTaken(clone)
  if (source) await untilArchived(action, holder, { until: source.until, about, stop })
  const entry = entryOf(clone, holder.run, holder.token)
  const [folder, socket] = [join(place, entry), socketFolder(entry)]
  const owner = await ownerOf(place)
  for (const one of [folder, socket]) {
    await removeFolder(one, owner)
    await mkdir(one, { mode: 0o700 })
  }
  giveFolder(socket, owner)
  // The WAL of a stanza is fetched into the clone: from there on the archive is a folder in either case.
  const archive = action.stanza ? join(folder, 'archive') : action.archive
  const made: Making = {
    action: { ...action, archive },
    holder,
    about,
    needs: source?.needs ?? {},
    folder,
    socket,
    owner,
    stop,
  }
  try {
    const words = await restore(made)
    // A newer holder may have taken over meanwhile.
    await stillHeld(session)
    stop.throwIfAborted()
    await keepAbout(folder, words)
  } catch (error) {
    // The next holder removes a left folder.
    await removeClone({ folder, entry, about: null }).catch(() => {})
    throw error
  }
}

interface SourceSettings {
  readonly needs: Readonly<Record<string, number>>
  readonly until: string
}

const sourceOf = async (
  session: Pick<FencedSession, 'read'>,
  { until }: CloneAction,
): Promise<SourceSettings> => {
  const [source] = await session.read<SourceSettings>(settingsOfSource, [until])
  if (!source) throw new Error('no settings')
  return source
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
 * came for. Such a clone is made anew, up to that lock.
 */
const restore = async (making: Making): Promise<CloneAbout> => {
  const paused = await replay(making, making.action.target)
  const { next, locked, reached, target } = paused
  const lsn =
    next === null || locked === 0 ? null : await firstLockInWal(making, Number(next), reached)
  if (lsn === null) return aboutOf(making, { ...paused, before: null })
  const before = await replay(making, { kind: 'lsn', lsn, inclusive: false })
  return aboutOf(making, { ...before, target, before: next })
}

interface Replayed extends PausedAt {
  readonly target: CloneTarget
  /** How long unpacking took. */
  readonly unpackSeconds: number
}

/** The moment is sought once the WAL is there: that of a stanza is fetched with the backup. */
const replay = async (making: Making, wanted: CloneAction['target']): Promise<Replayed> => {
  const { action, holder, about, folder, socket, owner, stop } = making
  const { archive, manifest } = action
  const { config } = holder.cluster
  const keys = config.backup?.keys ?? noKeys
  await stopServer(folder)
  await emptyFolder(folder, owner)
  // pgBackRest writes there as another user.
  if (action.stanza) giveFolder(folder, owner)
  else takeFolder(folder, owner)
  const began = performance.now()
  if (action.stanza)
    await restoreStanza({
      stanza: action.stanza,
      about,
      archived: await archivedIn(action, holder),
      target: wanted,
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
  closeLinks(dataOf(folder), owner)
  const unpackSeconds = (performance.now() - began) / 1_000
  const target = await targetInWal(making, wanted)
  await configure({
    folder,
    archive,
    isEncrypted: keys.wal.length > 0,
    target,
    needs: most(about.needs, making.needs),
    socket,
    logins: loginsOf(config),
    owner,
    major: Number.parseInt(about.server, 10),
  })
  giveFolder(folder, owner)
  const paused = await startPaused({ action, holder, folder, socket, owner, target, stop })
  return { ...paused, target, unpackSeconds }
}

const aboutOf = (
  { action, holder, about, socket }: Making,
  {
    target,
    reached,
    reachedAt,
    before,
    locked,
    unpackSeconds,
  }: Pick<CloneAbout, 'target' | 'reached' | 'reachedAt' | 'before' | 'locked' | 'unpackSeconds'>,
): CloneAbout => {
  const { archive, backup, clone, folder, manifest, programs, system, minutes } = action
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
    moving: null,
    promoted: false,
    reached,
    reachedAt,
    before,
    locked,
    bytes: bytesOf(about),
    madeAt: new Date().toISOString(),
    minutes,
    socket,
    unpackSeconds,
  }
}

/** A setting may have been raised after the backup. */
const most = (
  one: Readonly<Record<string, number>>,
  other: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.keys({ ...one, ...other }).map(name => [
      name,
      Math.max(one[name] ?? 0, other[name] ?? 0),
    ]),
  )

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
