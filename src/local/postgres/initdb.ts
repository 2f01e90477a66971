/** Makes an empty data folder with PostgreSQL's initdb. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { SystemUser } from '#local/postgres/system-user'
import { Failure } from '#src/errors'

export interface Initdb {
  /** The folder with `bin`. */
  readonly home: string
  readonly dataDir: string
  readonly passwordFile: string
  readonly env: Readonly<Record<string, string>>
  readonly user: SystemUser | undefined
  readonly signal: AbortSignal | undefined
}

export const initdb = async (options: Initdb): Promise<void> => {
  const { home, dataDir, passwordFile, env, user, signal } = options
  const words = ['-U', 'postgres', '-A', 'scram-sha-256', '--no-sync', '-E', 'UTF8']
  const child = spawn(
    join(home, 'bin/initdb'),
    ['-D', dataDir, `--pwfile=${passwordFile}`, '--locale=C.UTF-8', ...words],
    // A separate process group: initdb starts servers, and an abort ends the whole group.
    { env, ...user, detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const end = () => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
  }
  signal?.addEventListener('abort', end)
  try {
    const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
    signal?.throwIfAborted()
    if (code === 0) return
    throw failed(said)
  } catch (error) {
    throw error instanceof Error && 'syscall' in error ? failed(error.message) : error
  } finally {
    signal?.removeEventListener('abort', end)
  }
}

const failed = (said: string): Failure =>
  new Failure(
    'local.initdb',
    `A data folder could not be made: ${said.trim().split('\n').at(-1) ?? ''}`,
    'Read the message above; `npm start -- --fresh` begins again.',
  )
