/** Receives a base backup of the primary straight into a folder beside the replica's files, and compares each file with the manifest. */
import { lchownSync } from 'node:fs'
import { receive } from '#cluster/drivers/basebackup/receive'
import { type FilesOfArchive, filesInto } from '#cluster/drivers/clone/write-files'
import type { FileOwner } from '#cluster/drivers/files/held-folder'
import { makeFolder } from '#cluster/drivers/files/make-folder'
import type { Rebuilding } from '#cluster/drivers/rebuild/working'
import { withDeadline } from '#cluster/drivers/session/acting'
import { archiveFile } from '#cluster/facts/backup/layout'
import { readManifest } from '#cluster/facts/backup/manifest'
import { takeSums } from '#cluster/facts/backup/sums'
import { rebuildSql } from '#model/actions/replication/rebuild'
import { Failure } from '#src/errors'
import { fewOf } from '#text/figures'

/** Gives the LSN from which on the files are consistent. `into` is an empty folder of Howdah's own. */
export const copyPrimary = (
  { session: { client, where }, action, how }: Rebuilding,
  into: string,
  owner: FileOwner | null,
): Promise<string> =>
  withDeadline(client, where, action, how, async goOn => {
    goOn()
    const own = (path: string) => {
      if (owner) lchownSync(path, owner.uid, owner.gid)
    }
    const folderAt = (path: string) => {
      makeFolder(path)
      own(path)
    }
    const sums = takeSums()
    const told: Buffer[] = []
    let files: FilesOfArchive | undefined
    try {
      await receive(client, rebuildSql(action).copy, {
        archive(name) {
          // Tablespaces were none when the plan was made.
          if (name !== archiveFile(null)) throw damaged(`an archive is called ${name}`)
          files = filesInto(into, own, folderAt)
          sums.begin(null)
        },
        manifest() {
          files?.close()
          files = undefined
        },
        data(part) {
          if (!files) return void told.push(part)
          const written = files.push(part)
          // The disk writes while this thread takes the sums.
          sums.push(part)
          return written
        },
      })
    } finally {
      files?.close()
    }
    const manifest = readManifest(Buffer.concat(told).toString('utf8'))
    if (!manifest) throw damaged('the manifest did not arrive as PostgreSQL made it')
    const wrong = sums.against(manifest)
    if (wrong.length > 0) throw damaged(fewOf(wrong, 3, ' '))
    return manifest.endLsn
  })

const damaged = (what: string): Failure =>
  new Failure(
    'rebuild.damaged',
    `The base backup did not arrive whole, and was removed: ${what}`,
    'Plan again; when it says so again, check the memory and network of both machines.',
  )
