/** The files of a replica that no copy of the primary may replace: configuration, certificates, and how the server was started. */
import { chownSync, type Dirent, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type FileOwner, holdFolder } from '#cluster/drivers/files/held-folder'
import { readOnlyNamed } from '#cluster/facts/backup/plain-file'

const belongs = (name: string): boolean =>
  /\.(conf|crt|key|pem|crl)$/.test(name) || name === 'postmaster.opts'

/** Folders of PostgreSQL and of the log; any other folder is for include_dir. */
const ofPostgresql = /^(base|global|log|pg_.*)$/

/** In bytes. */
const longest = 1_024 ** 2

/** `into` is a folder that nobody else can enter. Gives the names of what is no plain file, and was left out. */
export const bringOwnFiles = async (
  from: string,
  into: string,
  owner: FileOwner | null,
): Promise<readonly string[]> => {
  // The user of the server owns the folder around, and may have put a link in the place of this one while the copy arrived.
  const held = holdFolder(from, owner)
  try {
    const left = await bring(held.path, into, owner)
    for (const { name } of readdirSync(held.path, { withFileTypes: true }).filter(isForIncludes))
      left.push(...(await bringFolder(held.path, into, name, owner)))
    return left
  } finally {
    held.release()
  }
}

const isForIncludes = (one: Dirent): boolean => one.isDirectory() && !ofPostgresql.test(one.name)

const bringFolder = async (
  from: string,
  into: string,
  name: string,
  owner: FileOwner | null,
): Promise<readonly string[]> => {
  const held = holdFolder(join(from, name), null)
  try {
    const place = join(into, name)
    // The primary's files there would be included too.
    rmSync(place, { recursive: true, force: true })
    mkdirSync(place, { mode: 0o700 })
    own(place, owner)
    return (await bring(held.path, place, owner)).map(one => join(name, one))
  } finally {
    held.release()
  }
}

const bring = async (from: string, into: string, owner: FileOwner | null): Promise<string[]> => {
  const left: string[] = []
  for (const name of readdirSync(from).filter(belongs)) {
    const path = join(into, name)
    // Nor is a link followed in the place of a file, be it symbolic or a second name.
    const content = await readOnlyNamed(join(from, name), longest)
    rmSync(path, { force: true })
    if (!content) {
      left.push(name)
      continue
    }
    writeFileSync(path, content, { mode: 0o600, flag: 'wx' })
    own(path, owner)
  }
  return left
}

const own = (path: string, owner: FileOwner | null): void => {
  if (owner) chownSync(path, owner.uid, owner.gid)
}
