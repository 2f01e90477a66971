// @ts-check
/**
 * The list above the box during the typing of a command or a mention.
 * @import { PageCompletion } from '../page-protocol.ts'
 */
import { fill, freshId, h } from './dom.js'

/** @param {readonly PageCompletion[]} completions @param {string} typed */
export const matching = (completions, typed) => {
  if (!/^[/@]/.test(typed) || typed.includes('\n')) return []
  const start = typed.toLowerCase()
  return completions.filter(({ text }) => text.toLowerCase().startsWith(start) && text !== typed)
}

/**
 * Whether Enter completes instead of sending: only while the last word is unfinished, so that a complete
 * command is sent unchanged. Half a name is never meant, half a command may be.
 * @param {readonly PageCompletion[]} completions @param {string} typed
 */
export const isUnfinished = (completions, typed) => {
  const found = matching(completions, typed)
  const start = typed.trimEnd().toLowerCase()
  return (
    found.length > 0 &&
    (typed.includes(' ') || typed.startsWith('@')) &&
    !typed.endsWith(' ') &&
    found.every(({ text }) => /\S/.test(text.charAt(start.length)))
  )
}

export class CompletionList {
  element
  #id = freshId('completions')
  #list
  #box
  #take
  /** @type {readonly PageCompletion[]} */
  #shown = []
  #active = -1
  #dismissed = ''

  /** @param {HTMLTextAreaElement} box @param {(text: string) => void} take */
  constructor(box, take) {
    this.#box = box
    this.#take = take
    this.#list = h('ul', { role: 'listbox', id: this.#id, 'aria-label': 'Commands' })
    this.element = h(
      'div',
      { class: 'completions', hidden: true, 'data-testid': 'completions' },
      h('p', { class: 'completions-title', 'aria-hidden': true }, 'Commands'),
      this.#list,
      h(
        'p',
        { class: 'completions-keys', 'aria-hidden': true },
        ...[['↑', '↓'], ['Tab'], ['Esc']].map((keys, i) =>
          h(
            'span',
            {},
            ...keys.map(key => h('kbd', {}, key)),
            [' to move', ' to take', ' to close'][i] ?? '',
          ),
        ),
      ),
    )
    for (const [name, value] of Object.entries({
      role: 'combobox',
      'aria-autocomplete': 'list',
      'aria-controls': this.#id,
      'aria-expanded': 'false',
    }))
      box.setAttribute(name, value)
  }

  /** @param {readonly PageCompletion[]} completions */
  refresh(completions) {
    const typed = this.#box.value
    this.#shown = typed === this.#dismissed ? [] : matching(completions, typed)
    if (typed !== this.#dismissed) this.#dismissed = ''
    fill(
      this.#list,
      ...this.#shown.map(({ text, hint }, index) =>
        h(
          'li',
          {
            role: 'option',
            id: `${this.#id}-${index}`,
            'aria-selected': 'false',
            onmousedown: (/** @type {Event} */ event) => event.preventDefault(),
            onclick: () => this.#take(text),
          },
          h('span', { class: 'completion-text' }, text),
          h('span', { class: 'completion-hint' }, hint),
        ),
      ),
    )
    this.element.hidden = this.#shown.length === 0
    this.#box.setAttribute('aria-expanded', String(!this.element.hidden))
    this.#select(isUnfinished(completions, typed) ? 0 : -1)
  }

  close() {
    this.#shown = []
    this.element.hidden = true
    this.#box.setAttribute('aria-expanded', 'false')
    this.#select(-1)
  }

  /** @param {number} index */
  #select(index) {
    this.#active = index
    for (const [i, option] of [...this.#list.children].entries()) {
      option.setAttribute('aria-selected', String(i === index))
      if (i === index) option.scrollIntoView({ block: 'nearest' })
    }
    if (index < 0) this.#box.removeAttribute('aria-activedescendant')
    else this.#box.setAttribute('aria-activedescendant', `${this.#id}-${index}`)
  }

  /** Whether the key was for the list. @param {KeyboardEvent} event */
  key(event) {
    const count = this.#shown.length
    if (count === 0 || event.isComposing) return false
    if (event.key === 'ArrowDown') this.#select((this.#active + 1) % count)
    else if (event.key === 'ArrowUp') this.#select(this.#active <= 0 ? count - 1 : this.#active - 1)
    else if (event.key === 'Escape') {
      this.#dismissed = this.#box.value
      this.close()
    } else if (event.key === 'Tab' && !event.shiftKey)
      this.#take(this.#shown[Math.max(0, this.#active)]?.text ?? '')
    else if (event.key === 'Enter' && !event.shiftKey && this.#active >= 0)
      this.#take(this.#shown[this.#active]?.text ?? '')
    else return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }
}
