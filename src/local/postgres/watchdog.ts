/**
 * Runs a server as its child, and stops it when the process that asked for it is gone, however it went:
 * the channel between the two closes. Run as a process of its own: `node watchdog.ts <Watched as JSON>`;
 * it tells the postmaster's pid and ends as the server does.
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
// Whoever asked may be gone by now: then that is heard above.
process.send?.(server.pid, () => {})
