/** Receives what BASE_BACKUP sends, in the form that PostgreSQL has had since 15 (manual 53.4, BASE_BACKUP). */
import type { Client, Connection, Submittable } from 'pg'
import { copySieve } from '#cluster/drivers/basebackup/copy-sieve'
import { longestManifest } from '#cluster/facts/backup/manifest'

export interface BackupHearer {
  /** The name of an archive that begins, and the location of its tablespace; empty for the data folder. */
  archive(name: string, location: string): void
  /** Part of the archive, or of the manifest once that has begun; never changes. Resolves when more may come. */
  data(part: Buffer): Promise<void> | undefined
  manifest(): void
}

const newArchive = 0x6e
const newManifest = 0x6d
const content = 0x64

/** Bytes of the name of an archive with the path of its tablespace: each has a thousand at most. */
const longestNames = 8_192

/** Resolves once the server has sent all; rejects with the first error of the server or of `hearer`. */
export const receive = (client: Client, command: string, hearer: BackupHearer): Promise<void> =>
  new Promise((resolve, reject) => {
    const { stream } = (client as unknown as { connection: { stream: Flow } }).connection
    const giveUp = (error: unknown) => {
      reject(error)
      // The server would go on sending for hours.
      stream.destroy()
    }
    const hear = hearing(hearer)
    const theirs = stream.listeners('data')
    const sieve = copySieve({
      copied(part, begins) {
        const pausing = hear(part, begins)
        if (!pausing) return
        stream.pause()
        pausing.then(() => stream.resume(), giveUp)
      },
      other: bytes => {
        for (const one of theirs) one(bytes)
      },
    })
    const take = (bytes: Buffer): void => {
      try {
        sieve(bytes)
      } catch (error) {
        giveUp(error)
      }
    }
    /** The next query is node-postgres's alone. */
    const over = (): void => {
      stream.off('data', take)
      for (const one of theirs) stream.on('data', one)
    }
    const query: Receiving = {
      submit(connection) {
        for (const one of theirs) stream.off('data', one)
        stream.on('data', take)
        return connection.query(command)
      },
      handleRowDescription: () => {},
      handleDataRow: () => {},
      handleCommandComplete: () => {},
      handleError: reject,
      handleReadyForQuery() {
        over()
        resolve()
      },
    }
    client.query(query)
  })

type Take = (bytes: Buffer) => void

interface Flow {
  listeners(event: 'data'): readonly Take[]
  on(event: 'data', take: Take): void
  off(event: 'data', take: Take): void
  pause(): void
  resume(): void
  destroy(): void
}

/** The methods that node-postgres calls on a query. */
interface Receiving extends Submittable {
  submit(connection: Connection): void
  handleRowDescription(): void
  handleDataRow(): void
  handleCommandComplete(): void
  handleError(error: unknown): void
  handleReadyForQuery(): void
}

/** The remaining messages tell progress, and pg_stat_progress_basebackup tells the phase too. */
const hearing = (
  hearer: BackupHearer,
): ((part: Buffer, begins: boolean) => Promise<void> | undefined) => {
  let kind = 0
  let words = Buffer.alloc(0)
  let manifest: number | undefined
  return (part, begins) => {
    const rest = begins ? part.subarray(1) : part
    if (begins) {
      kind = part[0] ?? 0
      words = Buffer.alloc(0)
      if (kind === newManifest) {
        manifest = 0
        hearer.manifest()
      }
    }
    if (kind === content) {
      // The manifest is kept in memory until its end.
      if (manifest !== undefined) manifest += rest.length
      if ((manifest ?? 0) > longestManifest) throw new Error('the manifest does not end')
      return rest.length > 0 ? hearer.data(rest) : undefined
    }
    if (kind !== newArchive) return undefined
    words = Buffer.concat([words, rest])
    if (words.length > longestNames) throw new Error('the name of an archive does not end')
    const told = words.toString('utf8').split('\0')
    const [name = '', location = ''] = told
    // The name and the location end with a zero each.
    if (told.length > 2) hearer.archive(name, location)
    return undefined
  }
}
