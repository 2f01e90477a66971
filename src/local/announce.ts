/** A message of the app, posted once and then edited: local mode's announcements. */
import { setTimeout as sleep } from 'node:timers/promises'

export interface Announcement {
  say(text: string, blocks?: readonly object[]): Promise<void>
}

/** 40 edits a minute, of about 50 that Slack accepts from an app; the last text is never left out. */
const everyMs = 1_500

const mostTries = 5

export const announce = (apiUrl: string, botToken: string, channel: string): Announcement => {
  let ts: string | undefined
  let next: { text: string; blocks: readonly object[] | undefined } | undefined
  let working: Promise<void> | undefined

  const send = (method: string, body: Record<string, unknown>): Promise<Response> =>
    fetch(new URL(method, apiUrl), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${botToken}`,
        'content-type': 'application/json; charset=utf-8',
      },
      body: JSON.stringify(body),
    })

  /** On a busy machine the server closes an idle connection just when fetch takes that connection again. */
  const call = async (method: string, body: Record<string, unknown>): Promise<{ ts?: string }> => {
    for (let tries = 1; ; tries += 1) {
      try {
        const response = await send(method, body)
        return (await response.json()) as { ts?: string }
      } catch (error) {
        if (!(error instanceof TypeError) || tries === mostTries) throw error
        await sleep(everyMs)
      }
    }
  }

  const work = async (): Promise<void> => {
    while (next) {
      const { text, blocks } = next
      next = undefined
      const said = { channel, text, ...(blocks ? { blocks } : {}) }
      if (ts === undefined) ({ ts } = await call('chat.postMessage', said))
      else await call('chat.update', { ...said, ts })
      await sleep(everyMs)
    }
  }

  return {
    async say(text, blocks) {
      next = { text, blocks }
      working ??= work().finally(() => {
        working = undefined
      })
      await working
    },
  }
}
