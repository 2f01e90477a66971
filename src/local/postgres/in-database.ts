/** A connection for one piece of work; aborted, it is cut off and the work rejects. */
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
