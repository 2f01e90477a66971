/** Brings a file of WAL from an archive to the server of a clone, decrypted. A file that is not encrypted is copied. */
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { openKept } from '#cluster/facts/backup/kept-file'
import { sealedWalName } from '#cluster/facts/backup/layout'
import { readWalKeys, walKeysVariable } from '#src/vault/wal-keys'

/** `words`: the archive, the name of the file, the path to write to. False where the archive has no such file. */
export const fetchWal = async ([archive = '', file = '', to = '']: readonly string[]) => {
  const keys = readWalKeys(process.env[walKeysVariable] ?? '')
  const kept = await openKept(join(archive, file), { name: sealedWalName(file), keys })
  if (!kept) return false
  try {
    const out = await open(to, 'w', 0o600)
    try {
      for await (const part of kept.parts()) await out.writeFile(part)
    } finally {
      await out.close()
    }
    return true
  } finally {
    await kept.close()
  }
}
