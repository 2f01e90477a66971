/** The program that swaps folders, found by its command line. */
import { spawn } from 'node:child_process'
import { closeSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SwapOrder } from '#cluster/drivers/clone/in-place/order'
import { ownUser } from '#cluster/drivers/files/held-folder'
import { openLogIn } from '#cluster/drivers/files/open-log'

const program = join(import.meta.dirname, 'program.ts')

/** Starts the program, which outlives this process. `keys` are those of archived WAL, for the server alone. */
export const startSwap = (order: SwapOrder, keys: Readonly<Record<string, string>>): void => {
  const log = openLogIn(order.folder, 'swap.log', ownUser())
  const child = spawn(process.execPath, [program, JSON.stringify(order)], {
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, ...keys },
  })
  closeSync(log)
  // No program is found then, and the words stay.
  child.once('error', () => {})
  child.unref()
}

const pollMs = 100

/** Resolves when no such program works in the folder any more. */
export const swapEnded = async (folder: string): Promise<void> => {
  while (await isSwapping(folder)) await sleep(pollMs)
}

const isSwapping = async (folder: string): Promise<boolean> => {
  for (const name of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(name)) continue
    const words = (await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '')).split('\0')
    const at = words.indexOf(program)
    if (at > 0 && words[at + 1]?.includes(`"folder":${JSON.stringify(folder)}`)) return true
  }
  return false
}
