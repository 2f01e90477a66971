/** The files of a replica that no copy of the primary may replace: configuration, certificates, and how the server was started. */
import { chownSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FileOwner } from '#cluster/drivers/files/held-folder'
import { readPlain } from '#cluster/facts/backup/plain-file'

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
  const left = await bring(from, into, '', owner)
  for (const folder of readdirSync(from, { withFileTypes: true })) {
    if (!folder.isDirectory() || ofPostgresql.test(folder.name)) continue
    // The primary's files there would be included too.
    rmSync(join(into, folder.name), { recursive: true, force: true })
    mkdirSync(join(into, folder.name), { mode: 0o700 })
    own(join(into, folder.name), owner)
    left.push(...(await bring(from, into, folder.name, owner)))
  }
  return left
}

const bring = async (
  from: string,
  into: string,
  folder: string,
  owner: FileOwner | null,
): Promise<string[]> => {
  const left: string[] = []
  for (const name of readdirSync(join(from, folder)).filter(belongs)) {
    const path = join(into, folder, name)
    // The user of the server may write there: no link is followed to a file that only Howdah may read.
    const content = await readPlain(join(from, folder, name), longest)
    rmSync(path, { force: true })
    if (!content) {
      left.push(join(folder, name))
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
