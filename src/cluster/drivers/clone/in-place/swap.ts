/** Swaps the data folder of a server by two renames; where the server does not come up, the folders are swapped back. */

import { closeSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { Where } from '#cluster/clients/postgres/connection'
import { checkUp } from '#cluster/drivers/clone/in-place/check-up'
import {
  type LiveServer,
  liveServer,
  startLive,
  stopLive,
} from '#cluster/drivers/clone/in-place/live-server'
import type { SwapOrder } from '#cluster/drivers/clone/in-place/order'
import { readyFiles, withoutMoment } from '#cluster/drivers/clone/in-place/ready-files'
import { removeClone } from '#cluster/drivers/clone/places'
import { postmasterOf } from '#cluster/drivers/clone/postmaster'
import { flushFolder } from '#cluster/drivers/files/flush-folder'
import { ownUser } from '#cluster/drivers/files/held-folder'
import { openLog, openLogIn } from '#cluster/drivers/files/open-log'
import { Failure } from '#src/errors'
import { walKeysVariable } from '#src/vault/wal-keys'

/** Gives the settings to write again. Throws where the server runs on the folder that it had; where it does not run at all, the failure says so. */
export const swap = async (order: SwapOrder, check: Where): Promise<string> => {
  const live = await liveServer(order.about.data)
  if (!live) throw gone(order.about.data)
  // A log that cannot be had is known before the stop.
  const log = openLog(live.log, order.owner) ?? openLogIn(order.folder, 'postgres.log', ownUser())
  try {
    return await swapUnder(order, { live, log, check })
  } finally {
    closeSync(log)
  }
}

interface Swapped {
  readonly live: LiveServer
  readonly log: number
  readonly check: Where
}

const swapUnder = async (order: SwapOrder, { live, log, check }: Swapped): Promise<string> => {
  const { about, owner, seconds } = order
  const { data } = about
  const before = await readyFiles(order)
  await stopLive(live)
  const starting = { data, owner, seconds, log }
  let moved = false
  try {
    await moveIn(order)
    moved = true
    await startLive(withKeys(live), starting)
    await checkUp(check)
    return before
  } catch (error) {
    if (moved) {
      await stopOn(data)
      await moveBack(order)
    }
    await startLive(live, starting).catch((second: unknown) => {
      throw down(data, error, second)
    })
    throw new Failure(
      'restore.back',
      `${wordsOf(error)} The server runs on the files of before again.`,
      'Look at its log, then plan again.',
      { cause: error },
    )
  }
}

/** After a swap that is told: takes the moment out of the settings, and removes what is left of the clone. */
export const tidyUp = async (order: SwapOrder, before: string): Promise<void> => {
  const { about, clone } = order
  await withoutMoment(order, before)
  if (clone !== null)
    await removeClone({ folder: clone, entry: basename(clone), about: about.clone })
}

/** A server that came up and does not work. */
const stopOn = async (data: string): Promise<void> => {
  const { pid } = await postmasterOf(data)
  if (pid !== null) await stopLive({ pid })
}

/** The WAL that the clone was made from may be encrypted. */
const withKeys = (live: LiveServer): LiveServer => {
  const keys = process.env[walKeysVariable]
  return keys === undefined ? live : { ...live, env: { ...live.env, [walKeysVariable]: keys } }
}

const moveIn = async ({ about: { data }, from, keepAs }: SwapOrder): Promise<void> => {
  await rename(data, keepAs)
  try {
    await rename(from, data)
  } catch (error) {
    await rename(keepAs, data)
    throw error
  }
  for (const path of [data, from, keepAs]) await flushFolder(dirname(path))
}

const moveBack = async ({ about: { data }, from, keepAs }: SwapOrder): Promise<void> => {
  await rename(data, from)
  await rename(keepAs, data)
  for (const path of [data, from, keepAs]) await flushFolder(dirname(path))
}

const gone = (data: string): Failure =>
  new Failure(
    'restore.not-here',
    `No server runs on ${data} of Howdah’s machine.`,
    'Look where the server runs, and plan again.',
  )

const down = (data: string, first: unknown, second: unknown): Failure =>
  new Failure(
    'restore.down',
    `${wordsOf(first)} The files of before are in ${data} again, and the server does not start on them either: ${wordsOf(second)}`,
    'Start it by hand.',
    { cause: second },
  )

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
