// @ts-check
/**
 * The page's services for all its parts.
 * @import { PageAction } from '../page-protocol.ts'
 */
import { send } from './connection.js'
import { byId, h } from './dom.js'
import { partsAt } from './json.js'
import { Store } from './store.js'

export class App {
  store = new Store()

  /** Sends an action and returns the error, or null. @param {PageAction} action @returns {Promise<string | null>} */
  async try(action) {
    const reply = await send(action)
    return reply.ok ? null : reply.error
  }

  /** Asks for a select's options; null after an error. @param {Extract<PageAction, { kind: 'suggest' }>} action */
  async suggest(action) {
    const reply = await send(action)
    return reply.ok ? partsAt({ options: reply.result }, 'options') : null
  }

  /** Sends an action that is answered in words; null without words or after an error. @param {PageAction} action */
  async ask(action) {
    const reply = await send(action)
    if (!reply.ok) this.toast(reply.error)
    return reply.ok && typeof reply.result === 'string' ? reply.result : null
  }

  /** Sends an action and shows an error as a toast. @param {PageAction} action @returns {Promise<boolean>} */
  async do(action) {
    const error = await this.try(action)
    if (error !== null) this.toast(error)
    return error === null
  }

  /** Shows a line at the bottom that disappears after a while. @param {string} text */
  toast(text) {
    const line = h('p', { class: 'toast', 'data-testid': 'toast' }, text)
    const toasts = byId('toasts')
    toasts.appendChild(line)
    // Showing the popover again lifts the line above a modal that opened meanwhile.
    toasts.hidePopover()
    toasts.showPopover()
    setTimeout(() => line.remove(), 7000)
  }

  /** For screen readers only. @param {string} text */
  announce(text) {
    const live = byId('live')
    live.appendChild(h('p', {}, text))
    while (live.childElementCount > 5) live.firstElementChild?.remove()
  }
}
