/** Puts a file of WAL into an archive, encrypted where there is a key: whole and on disk, or not at all, and never over another file. */
import { randomBytes } from 'node:crypto'
import { link, open, readFile, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { flushFolder } from '#cluster/drivers/files/flush-folder'
import { openKept } from '#cluster/facts/backup/kept-file'
import { sealedWalName } from '#cluster/facts/backup/layout'
import type { FileKey } from '#model/cluster'
import { readSigningKeys } from '#signing/keys'
import { Failure, hasCode } from '#src/errors'
import { encrypting } from '#src/vault/encrypt'
import { repositoryKeys } from '#src/vault/keys'

/** Files of WAL, histories of timelines, and words about base backups. */
const archived = /^([0-9A-F]{24}(\.[0-9A-F]{8}\.backup|\.partial)?|[0-9A-F]{8}\.history)$/

/** The archive may belong to a group that Howdah is of. */
const mode = 0o640

/** `words`: the archive, the path of the file of WAL, the file of keys; not encrypted without such a file. */
export const keepWal = async ([archive = '', path = '', keyFile]: readonly string[]) => {
  const file = basename(path)
  if (!archived.test(file))
    throw new Failure('wal.name', `${file} is no file that PostgreSQL archives.`, '')
  const keys = keyFile === undefined ? [] : await keysIn(keyFile)
  const source = await openKept(path, { name: '', keys: [] })
  if (!source) throw new Failure('wal.gone', `${path} is not there.`, '')
  const there = join(archive, file)
  const half = join(archive, `.${file}.${randomBytes(4).toString('hex')}`)
  try {
    await writeTo(half, source.parts(), keys, sealedWalName(file))
    // Unlike a rename, a link never takes the place of another file.
    await link(half, there)
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error
    await mustBeSame(path, there, keys)
  } finally {
    await source.close()
    await rm(half, { force: true })
  }
  await flushFolder(archive)
}

const keysIn = async (keyFile: string): Promise<readonly FileKey[]> => {
  const { mode: rights } = await stat(keyFile)
  if ((rights & 0o004) !== 0)
    throw new Failure('wal.key', `Everybody may read ${keyFile}.`, 'Run: chmod 600, then archive.')
  const secrets = readSigningKeys(await readFile(keyFile, 'utf8'))
  if (!secrets)
    throw new Failure('wal.key', `${keyFile} does not hold keys.`, 'Each is a line name:key.')
  return repositoryKeys(secrets).wal
}

const writeTo = async (
  path: string,
  parts: AsyncIterable<Buffer>,
  [key]: readonly FileKey[],
  name: string,
): Promise<void> => {
  const file = key && encrypting(key, name)
  const out = await open(path, 'wx', mode)
  try {
    for await (const part of parts) await out.writev(file ? [...file.push(part)] : [part])
    if (file) await out.writev([...file.end()])
    await out.sync()
  } finally {
    await out.close()
  }
}

/** PostgreSQL archives a file a second time after a crash between archiving and the mark of it (manual, 25.3.1). */
const mustBeSame = async (path: string, there: string, keys: readonly FileKey[]): Promise<void> => {
  const kept = await openKept(there, { name: sealedWalName(basename(path)), keys })
  const source = await open(path)
  try {
    let at = 0
    for await (const part of kept?.parts() ?? []) {
      const own = Buffer.alloc(part.length)
      const { bytesRead } = await source.read(own, 0, part.length, at)
      if (bytesRead < part.length || !own.equals(part)) throw another(there)
      at += part.length
    }
    if (!kept || at !== (await source.stat()).size) throw another(there)
  } finally {
    await source.close()
    await kept?.close()
  }
}

const another = (there: string): Failure =>
  new Failure(
    'wal.another',
    `${there} is there already, with other content.`,
    'Give each database system an archive of its own.',
  )
