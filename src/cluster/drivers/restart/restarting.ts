/** Starts the program that restarts a server, and hears the fate of the server. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type RestartOrder, restartSaid } from '#cluster/drivers/restart/order'

const program = join(import.meta.dirname, 'program.ts')

export interface Restarting {
  /** Resolves once the server is stopped, or the program has ended. */
  readonly stopped: Promise<void>
  /** The last line of the program; empty where the program was killed. */
  readonly ended: Promise<string>
}

/** The program goes on without this process. */
export const startRestart = (order: RestartOrder): Restarting => {
  const child = spawn(process.execPath, [program], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  child.stdin.on('error', () => {})
  child.stdin.end(JSON.stringify(order))
  let last = ''
  const { promise: stopped, resolve } = Promise.withResolvers<void>()
  const lines = createInterface(child.stdout)
  lines.on('line', line => {
    last = line
    if (line === restartSaid.stopped) resolve()
  })
  const ended = new Promise<string>(end => {
    child.once('error', error => end(`${restartSaid.down} ${error.message}`))
    lines.once('close', () => end(last))
  })
  child.unref()
  void ended.finally(resolve)
  return { stopped, ended }
}
