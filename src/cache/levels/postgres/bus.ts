/** Messages between processes by LISTEN and NOTIFY, in a session apart. */
import { Client, type ClientConfig, escapeIdentifier } from 'pg'
import { Failure } from '#src/errors'

export interface PostgresBus {
  /** A notification comes before the answer to a later statement of the same session. */
  prove(): Promise<void>
  close(): Promise<void>
}

/** Resolves once messages are heard; a server in recovery refuses LISTEN. */
export const openBus = async (
  config: ClientConfig,
  channel: string,
  hear: (payload: string) => void,
  lost: (error: unknown) => void,
): Promise<PostgresBus> => {
  const client = new Client(config)
  let isClosed = false
  const lose = (error: unknown) => {
    if (!isClosed) lost(error)
  }
  client.on('error', lose)
  client.on('end', () =>
    lose(
      new Failure(
        'cache.lost',
        'The session that hears of changes has ended.',
        'The cache connects again by itself.',
      ),
    ),
  )
  client.on('notification', ({ payload }) => hear(payload ?? ''))
  const close = async (): Promise<void> => {
    isClosed = true
    await client.end().catch(() => {})
  }
  try {
    await client.connect()
    await client.query(`listen ${escapeIdentifier(channel)}`)
  } catch (error) {
    await close()
    throw error
  }
  return {
    async prove() {
      await client.query('select 1')
    },
    close,
  }
}
