/** A channel as Howdah reads it back. */

export interface OwnMessage {
  /** Slack's name of the message, which grows with time. */
  readonly ts: string
  /** The text, and the words of the blocks where there are any. */
  readonly texts: readonly string[]
}

export interface ChannelPage {
  /** Howdah's own messages of the page. */
  readonly own: readonly OwnMessage[]
  /** The oldest message of the page, whoever wrote it; null for an empty page. */
  readonly from: string | null
  /** Whether there are older messages. */
  readonly more: boolean
}

/** A channel that Slack does not let Howdah read. */
export interface Unread {
  /** Goes on after "because". */
  readonly because: string
  readonly instead: string
  /** Slack's wait before the next try. */
  readonly seconds?: number
}

export const notCompared = ({ because, instead }: Unread): string =>
  `The audit channel is not compared with the record, because ${because}. ${instead}`

/** Reads the newest messages, or the newest before a ts. */
export type ReadChannel = (before: string | null) => Promise<ChannelPage | Unread>
