/** The first message of local mode: first the loading progress, then the ready line. */
import type { Loaded } from '#local/sample/load'
import { bar } from '#slack/draw/blocks/blocks'
import { count, milliseconds } from '#text/figures'

type Message = readonly [text: string, blocks: readonly object[]]

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } })

export const loadingMessage = ({ table, done, of, percent }: Loaded): Message => {
  const text = `Loading the sample shop: ${table}, ${count(done)} of ${count(of)} rows`
  return [text, [section(`${text}\n${bar(percent)}`)]]
}

/** The bots keep trying: on a busy machine the connection takes longer. */
export const silentMessage = (seconds: number, log: string): Message => {
  const text = `The sample shop is loaded. Howdah is still starting, for ${seconds} s now; on a busy machine that may take minutes. If it does not come, ${log} tells what it does.`
  return [text, [section(text)]]
}

export const readyMessage = (lagMs: number | null, rate: number): Message => {
  const replica =
    lagMs === null
      ? '1 replica, which does not stream yet'
      : `1 replica, lag ${milliseconds(lagMs)}`
  const text = `shop is ready: primary and ${replica}, ${Math.round(rate)} queries/s`
  return [
    text,
    [
      section(`*${text}*`),
      section(
        'Try `/pg status`, `/pg query slow`, or `/pg index create users columns=lower(email)`. What needs attention is in <#C_REPORTS>.',
      ),
    ],
  ]
}
