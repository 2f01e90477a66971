/** Where local mode keeps its data: in the clone where the servers' user can go, else beside it. */
import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { hold } from '#local/hold'
import { endLeftBehind } from '#local/postgres/left-behind'
import { systemUser } from '#local/postgres/system-user'
import { Failure } from '#src/errors'

export interface DataRoot {
  readonly dir: string
  /** Holds a folder for each PostgreSQL server. */
  readonly servers: string
  /** Lets the next start have it. */
  release(): void
}

/** Whether any user may pass through every folder above. */
const reachable = (path: string): boolean => {
  for (let folder = path; folder !== dirname(folder); folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false
  }
  return true
}

export const placeOf = (clone: string): string => {
  if (systemUser() === undefined || reachable(clone)) return join(clone, '.howdah')
  // PostgreSQL runs as another user, who cannot enter here: one folder for each clone.
  const name = createHash('sha256').update(clone).digest('hex').slice(0, 12)
  return join('/var/tmp', `howdah-${process.getuid?.() ?? 0}-${name}`)
}

/** `wanted`: a folder of the caller's choice (HOWDAH_DATA), for several local modes side by side. */
export const openDataRoot = async (
  clone: string,
  fresh: boolean,
  wanted: string | undefined,
): Promise<DataRoot> => {
  const dir = wanted ?? placeOf(clone)
  if (existsSync(dir) && lstatSync(dir).uid !== (process.getuid?.() ?? lstatSync(dir).uid)) {
    throw new Failure(
      'local.planted',
      `${dir} belongs to another user.`,
      'Remove it, then start again.',
    )
  }
  mkdirSync(dir, { recursive: true, mode: 0o711 })
  // Others may pass through to what is theirs, and see nothing.
  chmodSync(dir, 0o711)
  const release = await hold(join(dir, holder))
  for (const server of serversIn(dir)) await endLeftBehind(join(server, 'data'))
  if (fresh) empty(dir)
  return { dir, servers: join(dir, 'servers'), release }
}

const holder = 'holder.json'

const empty = (dir: string): void => {
  for (const name of readdirSync(dir))
    if (name !== holder) rmSync(join(dir, name), { recursive: true, force: true, maxRetries: 10 })
}

const serversIn = (dir: string): readonly string[] => {
  const servers = join(dir, 'servers')
  return existsSync(servers) ? readdirSync(servers).map(name => join(servers, name)) : []
}

/** A folder that the servers' user owns. */
export const giveToServers = (dir: string): void => {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const user = systemUser()
  if (user) chownSync(dir, user.uid, user.gid)
}
