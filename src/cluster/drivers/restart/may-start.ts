/** Has PostgreSQL read the configuration that a start would read, while the server still runs. */
import { execFile } from 'node:child_process'
import { lastStart, startEnvironment } from '#cluster/drivers/switchover/server'
import { Failure } from '#src/errors'

const readMs = 15_000

/**
 * `postgres -C` reads files and command line as a start does, prints a setting and ends, without a look at the data
 * (manual, postgres). Libraries, memory and sockets are tried by the start alone.
 */
export const mayStart = async (data: string, node: string): Promise<void> => {
  const { owner, program, words } = await lastStart(data)
  const said = await new Promise<string | null>(resolve => {
    execFile(
      program,
      [...words, '-C', 'max_connections'],
      { cwd: '/', env: startEnvironment(program), timeout: readMs, ...owner },
      (error, _, stderr) => resolve(error ? stderr.trim() || error.message : null),
    )
  })
  if (said !== null)
    throw new Failure(
      'restart.would-not-start',
      `${node} would not start: ${said.replaceAll(/[\p{C}\s]+/gu, ' ').slice(0, 300)}. Nothing was stopped.`,
      'Put its configuration right, and plan again.',
    )
}
