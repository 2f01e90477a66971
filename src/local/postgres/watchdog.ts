/**
 * Runs a server as a child process, and stops the server when the parent process is gone, even by a kill:
 * the channel to the parent closes. Howdah may start another process on the data of a server that was stopped in order
 * (a switchover) or killed (a failover): the watchdog then stays, and stops that process. This file is a separate
 * program: `node watchdog.ts <Watched as JSON>`. The watchdog reports the postmaster's pid and ends with the server's exit
 * code.
 */
import { spawn } from 'node:child_process'
import { endLeftBehind } from '#local/postgres/left-behind'

export interface Watched {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly uid?: number
  readonly gid?: number
}

const { command, args, ...rest } = JSON.parse(process.argv[2] ?? '') as Watched

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
const server = spawn(command, args, { ...rest, stdio: ['ignore', 'inherit', 'inherit'] })
server.once('error', () => process.exit(1))
server.once('exit', (code, signal) => {
  if ((code !== 0 && signal === null) || !process.connected) process.exit(code ?? 1)
})
// Fast shutdown: sessions are ended, data is safe.
process.once('disconnect', () => {
  if (server.exitCode === null && server.signalCode === null) return void server.kill('SIGINT')
  void endLeftBehind(args[1] ?? '').finally(() => process.exit(0))
})
// The parent may be gone by now: the disconnect handler above stops the server then.
process.send?.(server.pid, () => {})
