/** Where local mode keeps its data: in the clone where the servers' user can go, else beside it. */
import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { systemUser } from '#local/postgres/system-user'
import { Failure } from '#src/errors'

export interface DataRoot {
  readonly dir: string
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

const placeOf = (clone: string): string => {
  if (systemUser() === undefined || reachable(clone)) return join(clone, '.howdah')
  // PostgreSQL runs as another user, who cannot enter here: one folder for each clone.
  const name = createHash('sha256').update(clone).digest('hex').slice(0, 12)
  return join('/var/tmp', `howdah-${process.getuid?.() ?? 0}-${name}`)
}

/** `wanted`: a folder of the caller's choice (HOWDAH_DATA), for several local modes side by side. */
export const openDataRoot = (
  clone: string,
  fresh: boolean,
  wanted: string | undefined,
): DataRoot => {
  const dir = wanted ?? placeOf(clone)
  const lock = join(dir, 'pid')
  if (existsSync(dir) && lstatSync(dir).uid !== (process.getuid?.() ?? lstatSync(dir).uid)) {
    throw new Failure(
      'local.planted',
      `${dir} belongs to another user.`,
      'Remove it, then start again.',
    )
  }
  const running = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0
  if (running > 0 && alive(running)) {
    throw new Failure(
      'local.running',
      `Local mode runs already, as process ${running}.`,
      'Open its page, or stop it with Ctrl-C first.',
    )
  }
  if (fresh) rmSync(dir, { recursive: true, force: true })
  mkdirSync(dir, { recursive: true, mode: 0o711 })
  // Others may pass through to what is theirs, and see nothing.
  chmodSync(dir, 0o711)
  writeFileSync(lock, String(process.pid), { mode: 0o600 })
  return { dir, release: () => rmSync(lock, { force: true }) }
}

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return pid !== process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('main.ts')
  } catch {
    return false
  }
}

/** A folder that the servers' user owns. */
export const giveToServers = (dir: string): void => {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const user = systemUser()
  if (user) chownSync(dir, user.uid, user.gid)
}
