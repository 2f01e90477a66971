// @ts-check
/**
 * The panel on the right: a message and its replies.
 * @import { App } from './app.js'
 */
import { Composer } from './composer.js'
import { byId, isPhone } from './dom.js'
import { summary } from './message.js'
import { MessageList } from './message-list.js'
import { isReply } from './store.js'

/** @param {App} app */
export const startThread = app => {
  const { store } = app
  const panel = byId('thread')
  const list = new MessageList(app, { inThread: true, testid: 'thread-messages' })
  const composer = new Composer(app, { inThread: true })
  byId('thread-list').replaceWith(list.element)
  byId('thread-composer').replaceWith(composer.element)
  list.name('Messages in this thread')
  let shown = ''

  const messages = () => {
    if (store.thread === null) return []
    const parent = store.message(store.channel, store.thread)
    const replies = store.replies(store.channel, store.thread)
    return parent ? [parent, ...replies] : replies
  }

  const close = () => {
    const parent = store.thread
    store.open(store.channel, null)
    const row = document.querySelector(`.message[data-ts="${CSS.escape(parent ?? '')}"]`)
    const back = row?.querySelector('.thread-link') ?? row?.querySelector('[data-testid="reply"]')
    if (back instanceof HTMLElement) back.focus({ preventScroll: true })
  }

  const draw = () => {
    panel.hidden = store.thread === null
    if (store.thread === null) {
      shown = ''
      return
    }
    const channel = store.openChannel()
    const name = channel?.kind === 'im' ? 'Direct message' : `#${channel?.name ?? ''}`
    byId('thread-place').textContent = name
    composer.moveTo('Reply…')
    const place = `${store.me}/${store.channel}/${store.thread}`
    if (place === shown) list.set(messages())
    else {
      list.open(messages(), '')
      if (isPhone()) byId('thread-close').focus()
      else composer.focus()
    }
    shown = place
  }

  byId('thread-close').addEventListener('click', close)
  panel.addEventListener('keydown', event => {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    event.preventDefault()
    close()
  })
  store.on(['state', 'person', 'place', 'thread'], draw)
  store.on('message', message => {
    if (!message || store.thread === null || message.channel !== store.channel) return
    const here = isReply(message) && message.threadTs === store.thread
    if (!here && message.ts !== store.thread) return
    const before = list.has(message.ts)
    list.set(messages())
    const known = store.message(message.channel, message.ts) === message
    if (here && known && !before && message.user !== store.me && !message.broadcast)
      app.announce(summary(app, message))
  })
}
