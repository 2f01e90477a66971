/** Readies files to be those of the server: a clone's, on disk and with the server's own configuration, or those that were kept. */
import { chmod, chown, copyFile, open, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { configFile } from '#cluster/drivers/clone/configure'
import type { SwapOrder } from '#cluster/drivers/clone/in-place/order'
import { keepAbout } from '#cluster/drivers/clone/keep-about'
import { stopServer } from '#cluster/drivers/clone/server'
import { linksOf } from '#cluster/drivers/clone/tablespace-links'
import { dataOf, readCloneAbout } from '#cluster/facts/clone/about'

const alteredFile = 'postgresql.auto.conf'

/** Gives the settings of ALTER SYSTEM, to be written again once the server is out of recovery. */
export const readyFiles = async (order: SwapOrder): Promise<string> => {
  const { clone, from, about, recovery } = order
  if (clone !== null) await readyClone(clone, order)
  const before = await readFile(
    join(clone === null ? from : about.data, alteredFile),
    'utf8',
  ).catch(() => '')
  const moment = clone === null ? '' : await momentIn(from)
  await writeAltered(order, from, `${before}\n${moment}${recovery}`)
  const signal = join(from, 'recovery.signal')
  await writeFile(signal, '')
  await own(order, signal)
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
  const [data, live] = [dataOf(clone), order.about.data]
  const about = await readCloneAbout(clone)
  if (about) await keepAbout(clone, { ...about, moving: about.target })
  await stopServer(clone)
  await own(order, linksOf(data), 0o700)
  for (const name of await configIn(live)) {
    await copyFile(join(live, name), join(data, name))
    await own(order, join(data, name))
  }
}

const own = async ({ owner }: SwapOrder, path: string, mode = 0o600): Promise<void> => {
  await chmod(path, mode)
  if (owner) await chown(path, owner.uid, owner.gid)
}

const writeAltered = async (order: SwapOrder, data: string, text: string): Promise<void> => {
  const path = join(data, alteredFile)
  await writeFile(path, text, { flush: true })
  await own(order, path)
}

const configIn = async (data: string): Promise<readonly string[]> =>
  (await readdir(data, { withFileTypes: true }))
    .filter(one => one.isFile() && one.name.endsWith('.conf'))
    .map(({ name }) => name)

/** The lines of the clone that say where replay stops, and where the WAL comes from. */
const momentIn = async (data: string): Promise<string> =>
  (await readFile(join(data, configFile), 'utf8'))
    .split('\n')
    .filter(line =>
      /^(restore_command|recovery_target_(time|lsn|xid|inclusive|timeline)) /.test(line),
    )
    .map(line => `${line}\n`)
    .join('')

/** A clone writes without fsync. */
const flushAll = async (folder: string): Promise<void> => {
  for (const one of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!one.isFile() && !one.isDirectory()) continue
    const file = await open(join(one.parentPath, one.name), 'r')
    try {
      await file.sync()
    } finally {
      await file.close()
    }
  }
}
