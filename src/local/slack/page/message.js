// @ts-check
/**
 * A message row. The row is drawn once; later only changed parts are drawn again, so that focus, open
 * pictures and the place in the list stay.
 * @import { PageMessage } from '../page-protocol.ts'
 * @import { App } from './app.js'
 * @import { Surface } from './blocks.js'
 */
import { drawBlock } from './blocks.js'
import { clock, dayAndClock } from './date-format.js'
import { fill, h, keepFocus } from './dom.js'
import { drawMrkdwn } from './draw-text.js'
import { drawFile } from './files.js'
import { icon } from './icons.js'
import { sameJson } from './json.js'
import { avatar } from './people.js'
import { isReply } from './store.js'

/** @param {PageMessage} message */
export const timeOf = message => new Date(Number(message.ts) * 1000)

/** A message in a single line, for screen readers. @param {App} app @param {PageMessage} message */
export const summary = (app, message) => {
  const words = message.text || message.files.map(file => file.altText || file.title).join(', ')
  const said = h('div', {}, ...drawMrkdwn(app.store, words)).textContent ?? ''
  return `${app.store.person(message.user).realName}: ${said.slice(0, 300)}`
}

export class MessageRow {
  /** @type {PageMessage} */
  message
  element
  #app
  #inThread
  #content = h('div', { class: 'content' })
  #files = h('div', { class: 'files' })
  #top = h('div', { class: 'notes' })
  #replies = h('div', { class: 'replies' })
  #footer = ''
  /** @type {{ json: string, node: HTMLElement }[]} */
  #blocks = []

  /** @param {App} app @param {PageMessage} message @param {boolean} inThread */
  constructor(app, message, inThread) {
    this.#app = app
    this.#inThread = inThread
    this.message = message
    const person = app.store.person(message.user)
    const at = timeOf(message)
    const exact = { datetime: at.toISOString(), title: at.toLocaleString('en-US') }
    const canReply = !inThread && message.onlyFor === null
    this.element = h(
      'div',
      { class: 'message', role: 'listitem', tabindex: '-1', 'data-ts': message.ts },
      h(
        'div',
        { class: 'gutter' },
        avatar(person),
        h(
          'time',
          { class: 'side-time', ...exact, 'aria-hidden': true },
          clock(at).replace(/ .M$/, ''),
        ),
      ),
      h(
        'div',
        { class: 'body' },
        this.#top,
        h(
          'div',
          { class: 'byline' },
          h('span', { class: 'name' }, person.realName),
          person.isBot && h('span', { class: 'badge' }, 'APP'),
          h('time', exact, clock(at)),
        ),
        this.#content,
        this.#files,
        this.#replies,
      ),
      canReply &&
        h(
          'div',
          { class: 'tools' },
          h(
            'button',
            {
              type: 'button',
              class: 'plain-icon',
              'aria-label': 'Reply in thread',
              title: 'Reply in thread',
              'data-testid': 'reply',
              onclick: () => app.store.open(message.channel, message.threadTs ?? message.ts),
            },
            icon('reply'),
          ),
        ),
    )
    this.#draw()
  }

  /** @param {PageMessage} message */
  update(message) {
    const before = this.message
    this.message = message
    if (before === message || sameJson(before, message)) this.#drawReplies()
    else keepFocus(this.element, () => this.#draw())
  }

  #draw() {
    const { message } = this
    const { store } = this.#app
    this.element.classList.toggle('is-private', message.onlyFor !== null)
    this.element.setAttribute(
      'aria-label',
      `${store.person(message.user).realName}, ${dayAndClock(timeOf(message))}`,
    )
    fill(
      this.#top,
      message.onlyFor !== null && h('span', { class: 'note' }, icon('eye'), 'Only visible to you'),
      message.broadcast && isReply(message) && this.#broadcastNote(),
    )
    if (message.blocks.length > 0) this.#drawBlocks()
    else {
      this.#blocks = []
      const words = message.text === '' ? [] : drawMrkdwn(store, message.text)
      fill(this.#content, words.length > 0 && h('div', { class: 'rich' }, ...words))
    }
    this.#content.querySelector(':scope > .edited')?.remove()
    if (message.edited) this.#content.appendChild(h('span', { class: 'edited' }, '(edited)'))
    this.#drawFiles()
    this.#drawReplies()
  }

  #broadcastNote() {
    const { channel, threadTs } = this.message
    if (this.#inThread) return h('span', { class: 'note' }, 'Also sent to the channel')
    const go = () => this.#app.store.open(channel, threadTs)
    return h(
      'span',
      { class: 'note' },
      'Replied to ',
      h('button', { type: 'button', class: 'link', onclick: go }, 'a thread'),
    )
  }

  /** Keeps each unchanged block, even if the block has moved. */
  #drawBlocks() {
    const { channel, ts, blocks } = this.message
    /** @type {Surface} */
    const surface = {
      act: (blockId, actionId, { value } = {}) =>
        this.#app.do({
          kind: 'act',
          as: this.#app.store.me,
          channel,
          ts,
          blockId,
          actionId,
          ...(value === undefined ? {} : { value }),
        }),
    }
    const old = [...this.#blocks]
    this.#blocks = blocks.map(block => {
      const json = JSON.stringify(block)
      const at = old.findIndex(drawn => drawn.json === json)
      const [kept] = at < 0 ? [] : old.splice(at, 1)
      return kept ?? { json, node: drawBlock(this.#app, surface, block) }
    })
    const wanted = new Set(this.#blocks.map(({ node }) => node))
    for (const child of Array.from(this.#content.children))
      if (!(child instanceof HTMLElement && wanted.has(child))) child.remove()
    let cursor = this.#content.firstElementChild
    for (const { node } of this.#blocks)
      if (node === cursor) cursor = cursor.nextElementSibling
      else this.#content.insertBefore(node, cursor)
  }

  #drawFiles() {
    const { files } = this.message
    const shown = [...this.#files.children].map(child => child.getAttribute('data-file'))
    if (
      !sameJson(
        shown,
        files.map(file => file.id),
      )
    )
      fill(this.#files, ...files.map(drawFile))
  }

  #drawReplies() {
    if (this.#inThread || isReply(this.message)) return
    const { store } = this.#app
    const { channel, ts } = this.message
    const replies = store.replies(channel, ts)
    const last = replies.at(-1)
    const footer = last ? `${replies.length} ${last.ts} ${store.me}` : ''
    if (footer === this.#footer) return
    this.#footer = footer
    if (!last) return fill(this.#replies)
    const people = [...new Set(replies.map(reply => reply.user))].slice(0, 4)
    const count = replies.length === 1 ? '1 reply' : `${replies.length} replies`
    const had = this.#replies.contains(document.activeElement)
    fill(
      this.#replies,
      h(
        'button',
        {
          type: 'button',
          class: 'thread-link',
          'data-testid': 'thread-link',
          onclick: () => store.open(channel, ts),
        },
        ...people.map(id => avatar(store.person(id), 'small')),
        h('span', { class: 'count' }, count),
        h(
          'span',
          { class: 'last' },
          `Last reply ${dayAndClock(timeOf(last)).replace(/^T/, 't').replace(/^Y/, 'y')}`,
        ),
      ),
    )
    if (had) this.#replies.querySelector('button')?.focus({ preventScroll: true })
  }
}
