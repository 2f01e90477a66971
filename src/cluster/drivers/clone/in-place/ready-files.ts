/** Readies files to be those of the server: a clone's, on disk and with the server's own configuration, or those that were kept. */
import { chmodSync, chownSync, realpathSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { configFile } from '#cluster/drivers/clone/configure'
import type { SwapOrder } from '#cluster/drivers/clone/in-place/order'
import { keepAbout } from '#cluster/drivers/clone/keep-about'
import { stopServer } from '#cluster/drivers/clone/server'
import { linksOf } from '#cluster/drivers/clone/tablespace-links'
import { flushAll } from '#cluster/drivers/files/flush-all'
import { holdFolder } from '#cluster/drivers/files/held-folder'
import { putFile } from '#cluster/drivers/files/put-file'
import { readOnlyNamed } from '#cluster/facts/backup/plain-file'
import { dataOf, readCloneAbout } from '#cluster/facts/clone/about'

const alteredFile = 'postgresql.auto.conf'

/** Gives the settings of ALTER SYSTEM, to be written again once the server is out of recovery. */
export const readyFiles = async (order: SwapOrder): Promise<string> => {
  const { clone, from, about, recovery } = order
  if (clone !== null) await readyClone(clone, order)
  const before = (await textOf(join(clone === null ? from : about.data, alteredFile))) ?? ''
  const moment = clone === null ? '' : await momentIn(from)
  await writeAltered(order, from, `${before}\n${moment}${recovery}`)
  await put(order, join(from, 'recovery.signal'), '')
  // A clone writes without fsync.
  if (clone !== null) await flushAll(from)
  return before
}

/** After the swap: takes the moment out of the settings. */
export const withoutMoment = async (order: SwapOrder, before: string): Promise<void> => {
  const { data } = order.about
  await writeAltered(order, data, before)
  for (const name of await configIn(data))
    if (name.startsWith('howdah-clone')) await rm(join(data, name))
}

/** From now on the clone counts for no moment. */
const readyClone = async (clone: string, order: SwapOrder): Promise<void> => {
  const about = await readCloneAbout(clone)
  if (about) await keepAbout(clone, { ...about, moving: about.target })
  await stopServer(clone)
  openLinks(order, linksOf(dataOf(clone)))
  // The folder may be a link of an administrator's, and never leads to one of another user.
  const live = holdFolder(realpathSync(order.about.data), order.owner)
  try {
    for (const name of await configIn(live.path)) {
      const text = await textOf(join(live.path, name))
      if (text === undefined)
        throw new Error(`${join(order.about.data, name)} is no plain file of settings`)
      await put(order, join(dataOf(clone), name), text)
    }
  } finally {
    live.release()
  }
}

const openLinks = ({ owner }: SwapOrder, folder: string): void => {
  const held = holdFolder(folder, null)
  try {
    chmodSync(held.path, 0o700)
    if (owner) chownSync(held.path, owner.uid, owner.gid)
  } finally {
    held.release()
  }
}

/** In bytes. */
const longestConfig = 1_024 ** 2

/** The user of the server may write there, so no link is followed; undefined for what is no plain file. */
const textOf = async (path: string): Promise<string | undefined> =>
  (await readOnlyNamed(path, longestConfig))?.toString('utf8')

const put = ({ owner }: SwapOrder, path: string, text: string): Promise<void> =>
  putFile(path, text, { mode: 0o600, owner, flush: true })

const writeAltered = (order: SwapOrder, data: string, text: string): Promise<void> =>
  put(order, join(data, alteredFile), text)

const configIn = async (data: string): Promise<readonly string[]> =>
  (await readdir(data, { withFileTypes: true }))
    .filter(one => one.isFile() && one.name.endsWith('.conf'))
    .map(({ name }) => name)

/** The lines of the clone that say where replay stops, and where the WAL comes from. */
const momentIn = async (data: string): Promise<string> =>
  ((await textOf(join(data, configFile))) ?? '')
    .split('\n')
    .filter(line =>
      /^(restore_command|recovery_target_(time|lsn|xid|inclusive|timeline)) /.test(line),
    )
    .map(line => `${line}\n`)
    .join('')
