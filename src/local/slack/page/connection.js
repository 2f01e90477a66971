// @ts-check
/**
 * Requests and events between page and server. The token of the address stays in memory and is sent with
 * each request.
 * @import { Json, PageAction, PageEvent } from '../page-protocol.ts'
 * @import { Store } from './store.js'
 */

const token = new URLSearchParams(location.search).get('token') ?? ''

/** @param {string} url relative to the page @returns {string} */
export const withToken = url => {
  const full = new URL(url, document.baseURI)
  if (full.origin === location.origin) full.searchParams.set('token', token)
  return full.href
}

/** @typedef {{ ok: true, result: Json } | { ok: false, error: string }} Reply */

const unreachable = 'The local Slack does not answer. Is it still running?'

/** @param {PageAction} action @returns {Promise<Reply>} */
export const send = async action => {
  try {
    const response = await fetch('page/do', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-page-token': token },
      body: JSON.stringify(action),
    })
    const reply = await response.json().catch(() => null)
    if (reply && typeof reply.ok === 'boolean') return reply
    return { ok: false, error: `The local Slack answered ${response.status}.` }
  } catch {
    return { ok: false, error: unreachable }
  }
}

/** Listens for ever; a lost stream is opened again after 0.3 s, then slower, at most 3 s. @param {Store} store */
export const listen = store => {
  let wait = 300
  const open = () => {
    const source = new EventSource(withToken('page/events'))
    source.addEventListener('message', ({ data }) => {
      /** @type {PageEvent} */
      const event = JSON.parse(data)
      if (event.kind === 'snapshot') {
        wait = 300
        store.setOnline(true)
      }
      store.apply(event)
    })
    source.addEventListener('error', () => {
      source.close()
      store.setOnline(false)
      setTimeout(open, wait)
      wait = Math.min(wait * 1.6, 3000)
    })
  }
  open()
}
