/** The data folder of local mode: in the clone if the servers' user can reach the clone, else outside. */
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
import { pageAddress } from '#local/page-address'
import { endLeftBehind } from '#local/postgres/left-behind'
import { systemUser } from '#local/postgres/system-user'
import { Failure } from '#src/errors'

export interface DataRoot {
  readonly dir: string
  /** Holds a folder for each PostgreSQL server. */
  readonly servers: string
  /** Releases the folder for the next start. */
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
  // PostgreSQL runs as a user that cannot enter the clone: each clone gets a folder in /var/tmp.
  const name = createHash('sha256').update(clone).digest('hex').slice(0, 12)
  return join('/var/tmp', `howdah-${process.getuid?.() ?? 0}-${name}`)
}

/**
 * Opens the data folder. `wanted` (HOWDAH_DATA) is the caller's choice, for several local modes side by
 * side.
 */
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
  // Other users may pass through to their own folders, and list nothing.
  chmodSync(dir, 0o711)
  const release = await hold(join(dir, holder), () => pageAddress(dir))
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

/** Makes a folder that belongs to the servers' user. */
export const giveToServers = (dir: string): void => {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const user = systemUser()
  if (user) chownSync(dir, user.uid, user.gid)
}
