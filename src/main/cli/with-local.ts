/** Without any configuration, a running local mode of this clone is used. */
import { join } from 'node:path'
import { runningLocal } from '#local/running'
import { Failure } from '#src/errors'
import type { Terminal } from '#terminal/terminal'

type Env = Readonly<Record<string, string | undefined>>

const clone = join(import.meta.dirname, '../../..')

/** A set variable wins: local mode adds no values then. */
export const withLocal = (env: Env, terminal: Terminal): Env => {
  if (env['HOWDAH_CONFIG'] !== undefined || env['DATABASE_URL'] !== undefined) return env
  const local = runningLocal(clone, env['HOWDAH_DATA'])
  if (!local)
    throw new Failure(
      'cli.nowhere',
      'HOWDAH_CONFIG and DATABASE_URL are not set, and no local mode of yours runs here.',
      'Set them to your inventory and its control database, or run npm start in another terminal.',
    )
  terminal.err(
    'HOWDAH_CONFIG and DATABASE_URL are not set: local mode’s inventory and control database are used.',
  )
  return { ...env, ...local }
}
