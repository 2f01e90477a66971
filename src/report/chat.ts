/** The chat as reports need it. */
import type { Answer } from '#model/reply'
import type { Chart } from '#report/draw/chart'

export interface Chat {
  /** Posts a report or an alert with a picture; gives the message's ts. */
  report(channel: string, answer: Answer, picture: Chart | undefined): Promise<string>
  /** Posts a line; gives the message's ts. */
  post(channel: string, text: string): Promise<string>
}
