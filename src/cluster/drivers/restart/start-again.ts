/** Stops a server and starts it; on the earlier settings where the server does not start on the new settings. */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type RestartOrder, restartSaid } from '#cluster/drivers/restart/order'
import { writeAutoConf } from '#cluster/drivers/switchover/auto-conf'
import { startAsBefore, stopServerOf } from '#cluster/drivers/switchover/server'
import { readPlain } from '#cluster/facts/backup/plain-file'
import { serverOf } from '#cluster/facts/clone/server-of'

/** Gives `up` or `fell back`; rejects where the server is down. */
export const startAgain = async (
  { data, pid, before, log, stopMs, startMs }: RestartOrder,
  say: (words: string) => void,
): Promise<string> => {
  // A shutdown that hangs cannot be called back; an immediate shutdown loses no commit.
  if ((await serverOf(data)) === pid)
    await stopServerOf(data, 'SIGINT', stopMs).catch(() => stopServerOf(data, 'SIGQUIT', stopMs))
  say(restartSaid.stopped)
  await startAsBefore(data, log)
  if (await comesUp(data, startMs)) return restartSaid.up
  if (before.length === 0) throw new Error(`The server in ${data} does not start.`)
  await writeAutoConf(data, before)
  await startAsBefore(data, log)
  if (await comesUp(data, startMs)) return restartSaid.fellBack
  throw new Error(`The server in ${data} does not start on the settings of before either.`)
}

/** A crash recovery takes time; a server that is still recovering then is left alone. */
const comesUp = async (data: string, withinMs: number): Promise<boolean> => {
  for (const until = performance.now() + withinMs; ; await sleep(20)) {
    if ((await serverOf(data)) === null) return false
    if ((await isReady(data)) || performance.now() > until) return true
  }
}

/** In bytes; PostgreSQL writes about a hundred. */
const longestWritten = 4_096

/** The eighth line of postmaster.pid is the word of the server on itself (pidfile.h, LOCK_FILE_LINE_PM_STATUS). */
const isReady = async (data: string): Promise<boolean> => {
  const text = await readPlain(join(data, 'postmaster.pid'), longestWritten)
  return /^(ready|standby)\s*$/.test(text?.toString('latin1').split('\n')[7] ?? '')
}
