/** Streams the state to the page: a snapshot first, then each change. */
import type { ServerResponse } from 'node:http'
import type { PageEvent, PageState } from '#local/slack/page-protocol'
import type { SlackState, Store, StoreEvent } from '#local/slack/store'

const keepAliveMs = 15_000

/** Messages for a single person are gone after a reload, as in Slack. */
const pageState = (state: SlackState): PageState => {
  const { groups: _, notices: __, ...page } = state
  return { ...page, messages: page.messages.filter(message => message.onlyFor === null) }
}

const pageEvent = (event: StoreEvent, state: SlackState): PageEvent | null => {
  if (event.kind === 'group') return null
  return event.kind === 'person' ? { kind: 'snapshot', state: pageState(state) } : event
}

export const streamEvents = (response: ServerResponse, store: Store): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
  const send = (event: PageEvent) => response.write(`data: ${JSON.stringify(event)}\n\n`)
  send({ kind: 'snapshot', state: pageState(store.state) })
  const off = store.on((event, state) => {
    const shown = pageEvent(event, state)
    if (shown) send(shown)
  })
  const beat = setInterval(() => response.write(': still here\n\n'), keepAliveMs)
  response.on('close', () => {
    off()
    clearInterval(beat)
  })
}
