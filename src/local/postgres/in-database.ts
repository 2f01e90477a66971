/** Opens a connection for a piece of work. An abort cuts the connection, and the work rejects. */
import { Client } from 'pg'

export const inDatabase = async <T>(
  url: string,
  signal: AbortSignal | undefined,
  work: (client: Client) => Promise<T>,
): Promise<T> => {
  signal?.throwIfAborted()
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  const cut = () => void client.end()
  signal?.addEventListener('abort', cut)
  try {
    await client.connect()
    return await work(client)
  } finally {
    signal?.removeEventListener('abort', cut)
    await client.end()
  }
}
