// @ts-check
/**
 * A scrolling list of messages. The list stays at the end if it was there, else at the same place.
 * @import { PageMessage } from '../page-protocol.ts'
 * @import { App } from './app.js'
 */
import { dayName } from './date-format.js'
import { h } from './dom.js'
import { icon } from './icons.js'
import { MessageRow, timeOf } from './message.js'

/** Messages of the same author within five minutes share a name line, as in Slack. */
const together = 5 * 60

/** Drawn messages; earlier messages are drawn on request, as a long history costs time and memory. */
const drawnMost = 100

export class MessageList {
  element
  /** @type {Map<string, MessageRow>} */
  #rows = new Map()
  #app
  #inThread
  #list
  #scroller
  #newer
  #earlier
  #intro
  /** @type {readonly PageMessage[]} */
  #messages = []
  #most = drawnMost
  /** The newest message that was read before the list was opened. */
  #readUntil = ''
  #atEnd = true
  #size = ''

  /** @param {App} app @param {{ inThread: boolean, testid: string, intro?: HTMLElement }} options */
  constructor(app, { inThread, testid, intro }) {
    this.#app = app
    this.#inThread = inThread
    this.#list = h('div', { class: 'list', role: 'list', 'data-testid': testid })
    this.#intro = intro
    this.#earlier = h(
      'button',
      { type: 'button', class: 'button earlier', hidden: true, onclick: () => this.#showEarlier() },
      'Show earlier messages',
    )
    this.#scroller = h(
      'div',
      { class: 'scroller', tabindex: '0', role: 'region', 'aria-label': 'Messages' },
      h('div', { class: 'scroll-content' }, intro, this.#earlier, this.#list),
    )
    this.#newer = h(
      'button',
      { type: 'button', class: 'newer', hidden: true, onclick: () => this.toEnd() },
      'New messages ',
      icon('down'),
    )
    this.element = h('div', { class: 'message-list' }, this.#scroller, this.#newer)
    this.#scroller.addEventListener('scroll', () => {
      const { scrollHeight, scrollTop, clientHeight } = this.#scroller
      // A change of size scrolls too; only a person leaves the end.
      const size = `${scrollHeight}/${clientHeight}`
      const resized = size !== this.#size
      this.#size = size
      if (resized && this.#atEnd) return this.toEnd()
      this.#atEnd = scrollHeight - scrollTop - clientHeight < 40
      if (this.#atEnd) this.#newer.hidden = true
    })
    // Pictures and edits change heights; so does the keyboard of a phone.
    const watch = new ResizeObserver(() => this.#atEnd && this.toEnd())
    watch.observe(this.#scroller)
    if (this.#scroller.firstElementChild) watch.observe(this.#scroller.firstElementChild)
  }

  /** @param {string} label */
  name(label) {
    this.#scroller.setAttribute('aria-label', label)
  }

  /** For a new place: draws the whole list. @param {readonly PageMessage[]} messages @param {string} readUntil */
  open(messages, readUntil) {
    this.#rows.clear()
    this.#list.replaceChildren()
    this.#readUntil = readUntil
    this.#atEnd = true
    this.#most = drawnMost
    this.set(messages)
    this.toEnd()
  }

  /** Draws as many messages again above the reader's place. */
  #showEarlier() {
    const { scrollHeight, scrollTop } = this.#scroller
    this.#atEnd = false
    this.#most += drawnMost
    this.set(this.#messages)
    this.#scroller.scrollTop = scrollTop + this.#scroller.scrollHeight - scrollHeight
  }

  /** For the same place: draws only the differences. @param {readonly PageMessage[]} all */
  set(all) {
    // A person who reads further up keeps the messages above.
    this.#most = this.#atEnd
      ? drawnMost
      : this.#most + Math.max(0, all.length - this.#messages.length)
    this.#messages = all
    // A thread needs the first message.
    const messages = this.#inThread ? all : all.slice(-this.#most)
    this.#earlier.hidden = messages.length === all.length
    if (this.#intro) this.#intro.hidden = !this.#earlier.hidden
    const wanted = new Set(messages.map(message => message.ts))
    for (const [ts, row] of this.#rows)
      if (!wanted.has(ts)) {
        row.element.remove()
        this.#rows.delete(ts)
      }
    const last = messages.at(-1)
    const fresh = last && !this.#rows.has(last.ts) && this.#rows.size > 0
    /** @type {Element | null} */
    let cursor = this.#list.firstElementChild
    const skipLines = () => {
      while (cursor && !cursor.classList.contains('message')) cursor = cursor.nextElementSibling
    }
    for (const message of messages) {
      const row = this.#rows.get(message.ts) ?? new MessageRow(this.#app, message, this.#inThread)
      if (this.#rows.has(message.ts)) row.update(message)
      this.#rows.set(message.ts, row)
      skipLines()
      if (row.element === cursor) cursor = cursor.nextElementSibling
      else this.#list.insertBefore(row.element, cursor)
    }
    this.#arrange(messages)
    if (fresh && last.user === this.#app.store.me) this.toEnd()
    else if (fresh && !this.#atEnd) this.#newer.hidden = false
    if (this.#atEnd) this.toEnd()
  }

  /** Adds the lines between days and above new messages, and groups messages under a name. */
  #arrange(/** @type {readonly PageMessage[]} */ messages) {
    for (const line of this.#list.querySelectorAll(':scope > .line')) line.remove()
    /** @type {PageMessage | undefined} */
    let before
    let marked = this.#readUntil === ''
    for (const [index, message] of messages.entries()) {
      const row = this.#rows.get(message.ts)
      if (!row) continue
      const isNew = !marked && message.ts > this.#readUntil && message.user !== this.#app.store.me
      const newDay = !before || dayName(timeOf(before)) !== dayName(timeOf(message))
      if (newDay && !this.#inThread) row.element.before(line('day', dayName(timeOf(message))))
      if (isNew) {
        marked = true
        if (index > 0 && !this.#inThread) row.element.before(line('new', 'New'))
      }
      if (this.#inThread && index === 1) {
        const count = messages.length - 1
        row.element.before(line('count', count === 1 ? '1 reply' : `${count} replies`))
      }
      const close =
        before !== undefined &&
        before.user === message.user &&
        !newDay &&
        !isNew &&
        !(this.#inThread && index === 1) &&
        before.onlyFor === message.onlyFor &&
        !message.broadcast &&
        Number(message.ts) - Number(before.ts) < together
      row.element.classList.toggle('is-close', close)
      before = message
    }
  }

  /** @param {string} ts */
  has(ts) {
    return this.#rows.has(ts)
  }

  /** The words of a drawn message; undefined before. @param {string} ts */
  textOf(ts) {
    return this.#rows.get(ts)?.message.text
  }

  toEnd() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight
    this.#newer.hidden = true
  }
}

/** @param {string} kind @param {string} text */
const line = (kind, text) =>
  h('div', { class: `line line-${kind}`, role: 'listitem' }, h('span', {}, text))
