/** A session that reads by a physical slot, as a replica does. */
import { Client, type ClientConfig } from 'pg'
import type { TestServer } from '#test/support/postgres'

export interface SlotReader {
  /** Resolves once nobody reads any more. */
  end(): Promise<void>
}

/** Tries again until the slot is free, for good or for the moment between two readers. */
export const readBySlot = (server: TestServer, slot: string): SlotReader => {
  const ending = new AbortController()
  let client: Client | undefined
  const read = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      const options: ClientConfig & { readonly replication: string } = {
        connectionString: server.url('postgres'),
        application_name: 'straggler',
        replication: 'true',
      }
      client = new Client(options)
      client.on('error', () => {})
      try {
        await client.connect()
        const { rows } = await client.query<{ xlogpos: string }>('IDENTIFY_SYSTEM')
        // The answer is a stream without an end, or an error where another session reads.
        await client.query(`START_REPLICATION SLOT ${slot} PHYSICAL ${rows[0]?.xlogpos}`)
      } catch {
        await client.end().catch(() => {})
      }
    }
  }
  const reading = read()
  return {
    async end() {
      ending.abort()
      await client?.end().catch(() => {})
      await reading
    },
  }
}
