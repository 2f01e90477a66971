/** Makes a clone: unpacks the base backup, starts PostgreSQL on the files, and waits for the pause at the moment. */
import { chownSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { configure } from '#cluster/drivers/clone/configure'
import { restoreStanza } from '#cluster/drivers/clone/from-stanza'
import { keepAbout } from '#cluster/drivers/clone/keep-about'
import { ownerOf } from '#cluster/drivers/clone/owner-of'
import type { PausedAt } from '#cluster/drivers/clone/pause'
import { removeClone, socketFolder } from '#cluster/drivers/clone/places'
import { emptyFolder, removeFolder } from '#cluster/drivers/clone/remove-folder'
import { stopServer } from '#cluster/drivers/clone/server'
import { aboutToRestore, archivedIn } from '#cluster/drivers/clone/source'
import { startPaused } from '#cluster/drivers/clone/start-paused'
import { closeLinks } from '#cluster/drivers/clone/tablespace-links'
import { type FileOwner, unpack } from '#cluster/drivers/clone/unpack'
import type { FencedSession } from '#cluster/drivers/session/session'
import { type BackupAbout, bytesOf } from '#cluster/facts/backup/about'
import { hasArrived } from '#cluster/facts/backup/wal'
import { type CloneAbout, dataOf } from '#cluster/facts/clone/about'
import { clonesIn, entryOf } from '#cluster/facts/clone/clones-in'
import { momentFinder } from '#cluster/facts/restore/find-moment'
import { readMoments, type StretchRead } from '#cluster/facts/restore/read-moments'
import { type CloneAction, settingsOfSource } from '#model/actions/clone'
import type { Holder } from '#model/actions/driver'
import { type CloneTarget, type DropTarget, nameOfDropped } from '#model/clone/target'
import type { FileKey } from '#model/cluster'
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
    await removeFolder(one)
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
    await keepAbout(folder, words)
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
 * came for. Such a clone is made anew, up to that lock.
 */
const restore = async (making: Making): Promise<CloneAbout> => {
  const target = await targetOf(making)
  const paused = await replay(making, target)
  if (paused.next === null || paused.locked === 0)
    return aboutOf(making, { ...paused, target, before: null })
  const lsn = await firstLockOf(making, Number(paused.next), paused.reached)
  if (lsn === null) return aboutOf(making, { ...paused, target, before: null })
  const before = await replay(making, { kind: 'lsn', lsn, inclusive: false })
  return aboutOf(making, { ...before, target, before: paused.next })
}

/** A drop that was not archived when the plan was made is found now. */
const targetOf = async ({ action, holder, about }: Making): Promise<CloneTarget> => {
  const { target, archive } = action
  if (target.kind !== 'drop' || target.found) return target
  const { database, schema, schemaOid, table } = target
  const schemas = schemaOid === null ? [] : [{ oid: schemaOid, name: schema }]
  const finder = momentFinder({ kind: 'drop', database, tables: [table], schema, schemas })
  const read = await readMoments(
    { archive, keys: walKeysOf(holder), about, from: null, until: null, files: mostFiles },
    one => finder.hear(one),
  )
  const found = finder.found()
  if (!found) throw noDrop(target, read)
  return { ...target, found: { lsn: found.lsn, at: found.at, xid: String(found.xid) } }
}

const walKeysOf = ({ cluster }: Holder): readonly FileKey[] =>
  (cluster.config.backup?.keys ?? noKeys).wal

/** Files of WAL that are read at most for an event. */
const mostFiles = 1_024

/** Where a transaction that ends behind `reached` took its first exclusive lock; null where no lock is found. */
const firstLockOf = async (
  { action: { archive }, holder, about }: Making,
  xid: number,
  reached: string,
): Promise<string | null> => {
  let first: string | null = null
  const keys = walKeysOf(holder)
  const stretch = { archive, keys, about, from: null, until: reached, files: mostFiles }
  await readMoments(stretch, record => {
    if (record.kind === 'locks' && record.locks.some(lock => lock.xid === xid)) first = record.lsn
    return first !== null
  })
  return first
}

const replay = async (making: Making, target: CloneTarget): Promise<PausedAt> => {
  const { action, holder, about, folder, socket, owner, stop } = making
  const { archive, manifest } = action
  const { config } = holder.cluster
  const keys = config.backup?.keys ?? noKeys
  await stopServer(folder)
  await emptyFolder(folder)
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
  closeLinks(dataOf(folder), owner)
  const { observe, ddl } = config.credentials
  configure({
    folder,
    archive,
    isEncrypted: keys.wal.length > 0,
    target,
    needs: most(about.needs, making.needs),
    socket,
    logins: [...new Set([observe.user, ...(ddl ? [ddl.user] : [])])],
    owner,
    major: Number.parseInt(about.server, 10),
  })
  return startPaused({ action, holder, folder, socket, owner, target, stop })
}

const aboutOf = (
  { action, holder, about, socket }: Making,
  {
    target,
    reached,
    reachedAt,
    before,
    locked,
  }: Pick<CloneAbout, 'target' | 'reached' | 'reachedAt' | 'before' | 'locked'>,
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

const noDrop = (target: DropTarget, read: StretchRead | null): Failure =>
  new Failure(
    'clone.no-drop',
    `No drop of ${nameOfDropped(target)} is in the archived WAL${read ? ` from ${read.from} to ${read.to}${read.damage === null ? '' : `, where reading ended: ${read.damage}`}` : ''}.`,
    'Look at the name of the table, or restore to a moment with `to=`.',
  )
