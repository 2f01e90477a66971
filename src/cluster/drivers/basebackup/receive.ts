/** Receives what BASE_BACKUP sends, in the form that PostgreSQL has had since 15 (manual 53.4, BASE_BACKUP). */
import type { Client, Connection, Submittable } from 'pg'

export interface BackupHearer {
  /** The name of an archive that begins, and the location of its tablespace; empty for the data folder. */
  archive(name: string, location: string): void
  /** Part of the archive, or of the manifest once that has begun; valid only during the call. Resolves when more may come. */
  data(part: Buffer): Promise<void> | undefined
  manifest(): void
}

const newArchive = 0x6e
const newManifest = 0x6d
const content = 0x64

/** Resolves once the server has sent all; rejects with the first error of the server or of `hearer`. */
export const receive = (client: Client, command: string, hearer: BackupHearer): Promise<void> =>
  new Promise((resolve, reject) => {
    const { stream } = (client as unknown as { connection: { stream: Flow } }).connection
    const giveUp = (error: unknown) => {
      reject(error)
      // The server would go on sending for hours.
      stream.destroy()
    }
    const hear = (chunk: Buffer): void => {
      const pausing = pass(chunk, hearer)
      if (!pausing) return
      stream.pause()
      pausing.then(() => stream.resume(), giveUp)
    }
    const query: Receiving = {
      submit: connection => connection.query(command),
      handleRowDescription: () => {},
      handleDataRow: () => {},
      handleCommandComplete: () => {},
      handleCopyData: ({ chunk }) => {
        try {
          hear(chunk)
        } catch (error) {
          giveUp(error)
        }
      },
      handleError: reject,
      handleReadyForQuery: () => resolve(),
    }
    client.query(query)
  })

interface Flow {
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
  handleCopyData(message: { readonly chunk: Buffer }): void
  handleError(error: unknown): void
  handleReadyForQuery(): void
}

/** The remaining messages tell progress, and pg_stat_progress_basebackup tells the phase too. */
const pass = (chunk: Buffer, hearer: BackupHearer): Promise<void> | undefined => {
  const rest = chunk.subarray(1)
  if (chunk[0] === content) return hearer.data(rest)
  if (chunk[0] === newManifest) hearer.manifest()
  if (chunk[0] === newArchive) {
    const [name = '', location = ''] = rest.toString('utf8').split('\0')
    hearer.archive(name, location)
  }
  return undefined
}
