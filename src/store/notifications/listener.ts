/** Notifications of PostgreSQL: a single session for all channels of a process, opened when the first channel is wanted. */
import { Client, type ClientConfig, escapeIdentifier } from 'pg'

/** Takes the payload. */
type Hear = (payload: string) => void

/** Resolves when the channel is heard, or will be once the server answers; the result ends that. */
export type Listen = (channel: string, hear: Hear) => Promise<() => Promise<void>>

const againMs = 500

export const openListener = (options: ClientConfig): Listen => {
  const wanted = new Map<string, Set<Hear>>()
  let client: Client | undefined
  let connected: Promise<void> = Promise.resolve()
  let again: NodeJS.Timeout | undefined

  const lose = (lost: Client): void => {
    if (client !== lost) return
    client = undefined
    void lost.end().catch(() => {})
    if (wanted.size > 0) again = setTimeout(connect, againMs)
  }

  const hearOn = (session: Client, channel: string): Promise<unknown> =>
    session.query(`listen ${escapeIdentifier(channel)}`)

  const open = async (session: Client): Promise<void> => {
    try {
      await session.connect()
      // A channel that is wanted meanwhile comes last.
      for (const channel of wanted.keys()) await hearOn(session, channel)
    } catch {
      lose(session)
    }
  }

  const connect = (): void => {
    again = undefined
    const session = new Client(options)
    client = session
    for (const event of ['error', 'end'] as const) session.on(event, () => lose(session))
    session.on('notification', ({ channel, payload = '' }) => {
      for (const hear of wanted.get(channel) ?? []) hear(payload)
    })
    connected = open(session)
  }

  /** No work where a new session is coming: the session hears all channels. */
  const add = async (channel: string): Promise<void> => {
    await connected
    const session = client
    if (session) await hearOn(session, channel).catch(() => lose(session))
  }

  const remove = async (channel: string, hear: Hear): Promise<void> => {
    const hearers = wanted.get(channel)
    hearers?.delete(hear)
    if (hearers?.size === 0) wanted.delete(channel)
    if (wanted.size > 0) return
    clearTimeout(again)
    again = undefined
    const session = client
    client = undefined
    await session?.end().catch(() => {})
  }

  return async (channel, hear) => {
    const known = wanted.get(channel)
    const one: Hear = payload => hear(payload)
    wanted.set(channel, new Set([...(known ?? []), one]))
    if (client === undefined && again === undefined) {
      connect()
      await connected
    } else if (!known) await add(channel)
    else await connected
    return () => remove(channel, one)
  }
}
