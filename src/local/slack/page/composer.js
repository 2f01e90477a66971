// @ts-check
/**
 * The box at the bottom. Enter sends, Shift+Enter begins a line.
 * @import { App } from './app.js'
 */
import { CompletionList } from './completion.js'
import { h } from './dom.js'
import { icon } from './icons.js'
import { phrases } from './phrases.js'

const styles = /** @type {const} */ ([
  ['bold', 'Bold', '*'],
  ['italic', 'Italic', '_'],
  ['strike', 'Strikethrough', '~'],
  ['code', 'Code', '`'],
])

export class Composer {
  element
  #app
  #inThread
  #box
  #send
  #completion
  #keys = h('span', { class: 'keys', 'aria-hidden': true })
  /** Drafts by person and place. @type {Map<string, string>} */
  #drafts = new Map()
  #place = ''
  /** The last sent text, for Arrow up. */
  #last = ''

  /** @param {App} app @param {{ inThread: boolean }} options */
  constructor(app, { inThread }) {
    this.#app = app
    this.#inThread = inThread
    const prefix = inThread ? 'thread-' : ''
    this.#box = h('textarea', {
      rows: '1',
      // The way past the history for the keyboard.
      ...(inThread ? {} : { id: 'message-field' }),
      'data-testid': `${prefix}composer`,
      enterkeyhint: 'send',
      // Disabled until the workspace has loaded: before that, a draft has neither person nor place.
      disabled: true,
    })
    this.#send = h(
      'button',
      { type: 'submit', class: 'send', 'aria-label': 'Send', 'data-testid': `${prefix}send` },
      icon('send'),
    )
    this.#completion = new CompletionList(this.#box, text => this.put(text))
    this.element = h(
      'form',
      { class: 'composer' },
      this.#completion.element,
      h(
        'div',
        { class: 'composer-box' },
        h(
          'div',
          { class: 'format', role: 'toolbar', 'aria-label': 'Formatting' },
          ...this.#styles(),
        ),
        this.#box,
        h('div', { class: 'composer-foot' }, this.#keys, this.#send),
      ),
    )
    this.element.addEventListener('submit', event => {
      event.preventDefault()
      void this.#say()
    })
    this.#box.addEventListener('input', () => this.#changed())
    this.#box.addEventListener('blur', () => this.#completion.close())
    this.#box.addEventListener('keydown', event => this.#key(event))
    this.#changed()
  }

  #styles() {
    return styles.map(([name, label, sign]) =>
      h(
        'button',
        {
          type: 'button',
          class: 'plain-icon',
          'aria-label': label,
          title: label,
          onclick: () => {
            const { selectionStart: from, selectionEnd: to, value } = this.#box
            const text = value.slice(from, to)
            this.#box.setRangeText(`${sign}${text}${sign}`, from, to, 'end')
            this.#box.setSelectionRange(from + 1, from + 1 + text.length)
            this.#box.focus()
            this.#changed()
          },
        },
        icon(name),
      ),
    )
  }

  /** Switches to the draft of the current person and place. @param {string} label */
  moveTo(label) {
    const { store } = this.#app
    const place = `${store.me}/${store.channel}/${this.#inThread ? store.thread : ''}`
    this.#box.disabled = !store.loaded
    this.#box.placeholder = label
    this.#box.setAttribute('aria-label', label)
    const first = new Set(phrases(store, this.#inThread).map(({ text }) => text.charAt(0)))
    this.#keys.textContent = first.size > 0 ? `Type ${[...first].join(' or ')} to ask` : ''
    if (place === this.#place) return
    this.#drafts.set(this.#place, this.#box.value)
    this.#place = place
    this.#box.value = this.#drafts.get(place) ?? ''
    this.#completion.close()
    this.#changed(false)
  }

  /** @param {string} text */
  put(text) {
    this.#box.value = text
    this.#box.focus()
    this.#box.setSelectionRange(text.length, text.length)
    this.#changed()
  }

  focus() {
    this.#box.focus({ preventScroll: true })
  }

  #changed(complete = true) {
    if (complete) this.#completion.refresh(phrases(this.#app.store, this.#inThread))
    this.#send.classList.toggle('is-ready', this.#box.value.trim() !== '')
    this.#box.style.height = 'auto'
    this.#box.style.height = `${Math.min(this.#box.scrollHeight, 240)}px`
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (this.#completion.key(event)) return
    if (event.isComposing) return
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault()
      void this.#say()
    } else if (event.key === 'ArrowUp' && this.#box.value === '' && this.#last !== '') {
      event.preventDefault()
      this.put(this.#last)
    }
  }

  async #say() {
    const text = this.#box.value.trim()
    const { store } = this.#app
    if (text === '' || store.channel === '') return
    const place = this.#place
    this.#last = text
    this.#box.value = ''
    this.#box.focus()
    this.#changed()
    this.#completion.close()
    const sent = await this.#app.do({
      kind: 'say',
      as: store.me,
      channel: store.channel,
      threadTs: this.#inThread ? store.thread : null,
      text,
    })
    // An unsent text goes back into the box, unless the box already holds new text.
    if (sent) return
    if (this.#place !== place) this.#drafts.set(place, text)
    else if (this.#box.value === '') {
      this.#box.value = text
      this.#changed(false)
    }
  }
}
