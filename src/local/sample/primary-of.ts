import { Client } from 'pg'

/** The first of the servers that takes writes; the first of all where none does. */
export const primaryOf = async (urls: readonly string[]): Promise<string> => {
  for (const url of urls) if (await takesWrites(url)) return url
  return urls[0] ?? ''
}

const takesWrites = async (url: string): Promise<boolean> => {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: 2_000,
    query_timeout: 2_000,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ writes: boolean }>(
      'select not pg_is_in_recovery() as writes',
    )
    return rows[0]?.writes === true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}
