/** Puts a clone into the place of the server that it is of, puts the server's own files back, or removes what is kept. */
import { access, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Where } from '#cluster/clients/postgres/connection'
import { forkLines } from '#cluster/drivers/clone/configure'
import { checkVariable } from '#cluster/drivers/clone/in-place/check-variable'
import { keepReplaced } from '#cluster/drivers/clone/in-place/keep-replaced'
import type { SwapOrder } from '#cluster/drivers/clone/in-place/order'
import { startSwap, swapEnded } from '#cluster/drivers/clone/in-place/swapping'
import { ownerOf } from '#cluster/drivers/clone/owner-of'
import { holdFolder, ownUser } from '#cluster/drivers/files/held-folder'
import { removeFrom, removeTree } from '#cluster/drivers/files/remove-tree'
import type { FencedSession } from '#cluster/drivers/session/session'
import { stillHeld } from '#cluster/drivers/session/still-held'
import { dataOf } from '#cluster/facts/clone/about'
import { cloneOf } from '#cluster/facts/clone/clones-in'
import { keptIn, type Replaced, readReplaced, restoredIn } from '#cluster/facts/restore/replaced'
import type { ActionState } from '#model/actions/action-kind'
import { type CloneAction, replacedBy } from '#model/actions/clone'
import type { Holder } from '#model/actions/driver'
import { Failure } from '#src/errors'
import { noKeys } from '#src/vault/keys'
import { walKeysVariable, writeWalKeys } from '#src/vault/wal-keys'

type Wanted = Pick<CloneAction, 'clone' | 'place' | 'backup' | 'way'>

/** A program at work there is waited for, and ends by itself. */
export const stateInPlace = async (wanted: Wanted): Promise<ActionState> => {
  const folder = replacedBy(wanted)
  await swapEnded(folder)
  const about = await readReplaced(folder)
  if (wanted.way === 'discard') return (await isThere(folder)) ? 'absent' : 'present'
  if (about?.clone.clone !== wanted.clone || about.clone.backup !== wanted.backup) return 'absent'
  if (about.state === (wanted.way === 'replace' ? 'replaced' : 'returned')) return 'present'
  return about.state === 'under way' && (await isThere(keptIn(folder))) ? 'partial' : 'absent'
}

export const actInPlace = async (
  session: Pick<FencedSession, 'read'>,
  action: CloneAction,
  holder: Holder,
  stop: AbortSignal,
): Promise<void> => {
  const folder = replacedBy(action)
  await swapEnded(folder)
  if (action.way !== 'replace') refuseStranger(folder)
  if (action.way === 'discard') return discard(folder)
  const order = await (action.way === 'replace'
    ? orderToReplace(action, holder, folder)
    : orderToReturn(action, holder, folder))
  await stillHeld(session)
  stop.throwIfAborted()
  await keepReplaced(folder, order.about)
  const keys = (holder.cluster.config.backup?.keys ?? noKeys).wal
  startSwap(order, {
    [checkVariable]: JSON.stringify(checkOf(action, holder)),
    ...(keys.length > 0 ? { [walKeysVariable]: writeWalKeys(keys) } : {}),
  })
  await swapEnded(folder)
  const { state = 'under way', because = null } = (await readReplaced(folder)) ?? {}
  if (state === 'failed')
    throw new Failure(
      'restore.failed',
      because ?? '',
      'Look at the log of the server, then plan again.',
    )
  if (state === 'under way')
    throw new Failure(
      'run.unknown',
      `The program that moves the folders broke off: ${join(folder, 'swap.log')} says more.`,
      'Look where the files of the server are.',
      { unknown: true },
    )
}

/** As the observing login, and with no other login's password. */
const checkOf = ({ node, database }: CloneAction, { cluster: { config } }: Holder): Where => {
  const { observe } = config.credentials
  const credentials = { observe, maintain: null, ddl: null, ha: null, backup: null }
  return {
    cluster: { ...config, credentials, backup: null },
    node,
    database,
    credential: observe,
    applicationName: 'howdah swap',
    settings: {},
  }
}

const orderToReplace = async (
  action: CloneAction,
  { run, cluster }: Holder,
  folder: string,
): Promise<SwapOrder> => {
  const { clone, place, backup, data = '', deadlineSeconds } = action
  const found = await cloneOf(place, { clone, backup })
  if (!found || found.torn || found.about.moving !== null || !found.running) throw notReady(clone)
  if (await isThere(keptIn(folder))) throw taken(folder)
  await removeTree(folder)
  await mkdir(folder, { mode: 0o700 })
  return {
    folder,
    about: wordsFor({ cluster: cluster.config.name, run, data, clone: found.about }),
    from: dataOf(found.folder),
    keepAs: keptIn(folder),
    clone: found.folder,
    recovery: `recovery_target_action = 'promote'\n`,
    owner: await ownerOf(place),
    seconds: deadlineSeconds,
  }
}

/**
 * The files of before come up on a new timeline: the archive has one that leaves theirs, and a restore would follow that one to
 * its end.
 */
const orderToReturn = async (
  { clone, place, archive, data, deadlineSeconds }: CloneAction,
  { cluster }: Holder,
  folder: string,
): Promise<SwapOrder> => {
  const about = await readReplaced(folder)
  if (about?.clone.clone !== clone || about.data !== data || !(await isThere(keptIn(folder))))
    throw nothingKept(folder)
  if (await isThere(restoredIn(folder))) throw taken(folder)
  return {
    folder,
    about: wordsFor(about),
    from: keptIn(folder),
    keepAs: restoredIn(folder),
    clone: null,
    recovery: forkLines(archive, (cluster.config.backup?.keys ?? noKeys).wal.length > 0),
    owner: await ownerOf(place),
    seconds: deadlineSeconds,
  }
}

const wordsFor = ({
  cluster,
  run,
  data,
  clone,
}: Pick<Replaced, 'cluster' | 'run' | 'data' | 'clone'>): Replaced => ({
  format: 1,
  cluster,
  run,
  data,
  clone,
  state: 'under way',
  because: null,
  at: new Date().toISOString(),
})

/** Howdah's words go last, so that leftovers can be told until then. */
const discard = async (folder: string): Promise<void> => {
  const about = await readReplaced(folder)
  if (about?.state === 'under way')
    throw new Failure(
      'restore.under-way',
      `What ${folder} has may be the only files of the server: moving them broke off.`,
      'Look there by hand.',
    )
  const held = holdFolder(folder, null)
  try {
    for (const name of await readdir(held.path))
      if (!name.endsWith('.json')) await removeFrom(held, name)
  } finally {
    held.release()
  }
  await removeTree(folder)
}

/** The user of the server owns the folder around this one, and could put a folder or a link with other words there. */
const refuseStranger = (folder: string): void => holdFolder(folder, ownUser()).release()

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

const notReady = (clone: string): Failure =>
  new Failure(
    'clone.gone',
    `${clone} is not there any more, paused at its moment.`,
    'Restore again.',
  )

const taken = (folder: string): Failure =>
  new Failure(
    'restore.kept',
    `${folder} has files of an earlier restore in place.`,
    'Discard them first: `restore discard`.',
  )

const nothingKept = (folder: string): Failure =>
  new Failure(
    'restore.not-kept',
    `${folder} does not have the files of before any more.`,
    'Restore a backup.',
  )
