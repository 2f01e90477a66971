/** Queries of howdah.channel_look: whether the audit channel could be read. */
import type { Store } from '#store/store'

export const channelLooked = (store: Store, channel: string, unread: string | null) =>
  store.query(
    `insert into howdah.channel_look (channel, unread) values ($1, $2)
     on conflict (channel) do update set unread = excluded.unread, at = clock_timestamp()`,
    [channel, unread],
  )

/** A sentence; null when the last look could read the channel, or nobody has looked. */
export const channelUnread = async (store: Store, channel: string): Promise<string | null> => {
  const [row] = await store.query<{ unread: string | null }>(
    'select unread from howdah.channel_look where channel = $1',
    [channel],
  )
  return row?.unread ?? null
}
