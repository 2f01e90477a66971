// @ts-check
/**
 * What each part of the page is given.
 * @import { PageAction } from '../page-protocol.ts'
 */
import { send } from './connection.js'
import { byId, h } from './dom.js'
import { partsAt } from './json.js'
import { Store } from './store.js'

export class App {
  store = new Store()

  /** Sends, and gives back what went wrong. @param {PageAction} action @returns {Promise<string | null>} */
  async try(action) {
    const reply = await send(action)
    return reply.ok ? null : reply.error
  }

  /** Asks what an external select offers; null when that did not work. @param {Extract<PageAction, { kind: 'suggest' }>} action */
  async suggest(action) {
    const reply = await send(action)
    return reply.ok ? partsAt({ options: reply.result }, 'options') : null
  }

  /** Sends, and says it when it did not work. @param {PageAction} action @returns {Promise<boolean>} */
  async do(action) {
    const error = await this.try(action)
    if (error !== null) this.toast(error)
    return error === null
  }

  /** A line at the bottom that goes away by itself. @param {string} text */
  toast(text) {
    const line = h('p', { class: 'toast', 'data-testid': 'toast' }, text)
    const toasts = byId('toasts')
    toasts.appendChild(line)
    // Shown again, it stands above a modal that opened meanwhile.
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
