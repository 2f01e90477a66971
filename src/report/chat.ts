/** The chat as reports need it. */
import type { ChannelPage, Unread } from '#model/record/channel'
import type { Answer } from '#model/reply'
import type { Chart } from '#report/draw/chart'

export interface Chat {
  /** Posts a report or an alert with a picture; gives the message's ts. */
  report(channel: string, answer: Answer, picture: Chart | undefined): Promise<string>
  /** Adds to a thread; `aloud` shows the answer in the channel as well. */
  reply(
    channel: string,
    answer: Answer,
    more: {
      readonly thread: string
      readonly aloud: boolean
      readonly picture: Chart | undefined
    },
  ): Promise<string>
  /** Writes a report anew; false when it is gone. */
  rewrite(channel: string, ts: string, answer: Answer): Promise<boolean>
  /** Posts a line, and a second one for people to copy; gives the message's ts. */
  post(channel: string, text: string, copied?: string): Promise<string>
  /** The newest messages of a channel, or the newest before a message. */
  history(channel: string, before: string | null): Promise<ChannelPage | Unread>
}
