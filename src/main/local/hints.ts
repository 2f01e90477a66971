/** Shows a one-line hint above the channel to a person who is new to Howdah. */
import type { LocalSlack } from '#local/slack/server'

export const showHints = (slack: LocalSlack): void => {
  let shown: string | null = null
  slack.on(() => {
    const waiting = slack.state.messages.some(message => hasButton(message.blocks, 'approve'))
    const hint = waiting ? 'A plan waits for a second person: act as Adam.' : null
    if (hint === shown) return
    shown = hint
    slack.setHint(hint)
  })
}

const hasButton = (blocks: readonly object[], action: string): boolean =>
  JSON.stringify(blocks).includes(`"action_id":"${action}"`)
