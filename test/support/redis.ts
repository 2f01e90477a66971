/** Debian's Redis, or a Redis of the reader's own on the PATH, as a test server. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { freePort } from '#local/postgres/server'

const program = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map(folder => join(folder, 'redis-server'))
  .find(existsSync)

export const hasRedis = program !== undefined
export const needsRedis = 'needs redis-server'

export interface RedisServer {
  readonly port: number
  kill(): Promise<void>
  /** On the same port, with the data that the settings keep. */
  restart(): Promise<void>
  freeze(): void
  thaw(): void
  end(): Promise<void>
}

/** Runs until `end`; `settings` as on the command line. */
export const startRedis = async (settings: readonly string[] = []): Promise<RedisServer> => {
  const port = await freePort()
  const dir = mkdtempSync(join(tmpdir(), 'howdah-redis-'))
  const words = [
    '--port',
    `${port}`,
    '--bind',
    '127.0.0.1',
    '--dir',
    dir,
    '--save',
    '',
    ...settings,
  ]
  let server = await run(words)
  const stop = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return
    const ended = once(server, 'exit')
    // Also ends a frozen server.
    server.kill('SIGKILL')
    await ended
  }
  return {
    port,
    kill: stop,
    async restart() {
      await stop()
      server = await run(words)
    },
    freeze: () => server.kill('SIGSTOP'),
    thaw: () => server.kill('SIGCONT'),
    async end() {
      await stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

const run = async (words: readonly string[]): Promise<ChildProcess> => {
  const server = spawn(program ?? '', words, { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  for await (const chunk of server.stdout) {
    said += String(chunk)
    if (said.includes('Ready to accept connections')) break
  }
  if (!said.includes('Ready to accept connections'))
    throw new Error(`Redis does not start: ${said}`)
  // The stream is closed by now: Redis writes further lines to no reader.
  return server
}
