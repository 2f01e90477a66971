/**
 * Runs a server as a child process, and stops the server when the parent process is gone, even by a kill:
 * the channel to the parent closes. This file is a separate program: `node watchdog.ts <Watched as
 * JSON>`. The watchdog reports the postmaster's pid and ends with the server's exit code.
 */
import { spawn } from 'node:child_process'

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
server.once('exit', code => process.exit(code ?? 1))
// Fast shutdown: sessions are ended, data is safe.
process.once('disconnect', () => server.kill('SIGINT'))
// The parent may be gone by now: the disconnect handler above stops the server then.
process.send?.(server.pid, () => {})
