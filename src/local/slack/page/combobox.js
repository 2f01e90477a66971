// @ts-check
/**
 * A select with options that the app offers during typing. Arrows move, Enter takes an option, Esc closes
 * the list and not the modal. Leaving the field takes the option of exactly the typed name, if any.
 * @import { JsonObject } from '../page-protocol.ts'
 */
import { plainAt } from './controls.js'
import { fill, h } from './dom.js'
import { partAt, textAt } from './json.js'

/** The label of each offered option, by value. @type {Map<string, string>} */
const labels = new Map()

/** Look-ups that are still running for fields without the focus. @type {Set<Promise<void>>} */
const open = new Set()

/** A form waits for these look-ups before sending. */
export const settled = () => Promise.all(open)

/** @param {HTMLInputElement} input @param {string} value */
export const setChoice = (input, value) => {
  input.dataset['value'] = value
  input.value = labels.get(value) ?? value
}

const pauseMs = 150

/**
 * @param {JsonObject} element @param {Record<string, string | null>} attributes
 * @param {(typed: string) => Promise<readonly JsonObject[] | null>} suggest
 */
export const combobox = (element, attributes, suggest) => {
  const listId = `${attributes['id']}-list`
  const least = Number(textAt(element, 'min_query_length') || 3)
  const list = h('ul', { role: 'listbox', id: listId, 'aria-label': 'Choices', hidden: true })
  const said = h('p', { class: 'combobox-said', role: 'status' })
  const input = h('input', {
    ...attributes,
    type: 'text',
    class: 'text-input',
    role: 'combobox',
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: plainAt(element, 'placeholder') || 'Select an option',
    'aria-autocomplete': 'list',
    'aria-controls': listId,
    'aria-expanded': 'false',
  })
  if (element['focus_on_load'] === true) input.dataset['focusFirst'] = 'true'
  /** @type {readonly JsonObject[]} */
  let shown = []
  let active = -1
  let asked = 0
  let timer = 0

  const chosen = () => input.dataset['value'] ?? ''
  const chosenLabel = () => labels.get(chosen()) ?? chosen()
  /** @param {JsonObject} option */
  const keep = option => labels.set(textAt(option, 'value'), plainAt(option))

  const close = () => {
    asked += 1
    clearTimeout(timer)
    list.hidden = true
    said.textContent = ''
    active = -1
    input.setAttribute('aria-expanded', 'false')
    input.removeAttribute('aria-activedescendant')
  }

  /** @param {JsonObject} option */
  const take = option => {
    setChoice(input, textAt(option, 'value'))
    close()
  }

  /** @param {number} index */
  const point = index => {
    active = index
    for (const [i, option] of [...list.children].entries()) {
      option.setAttribute('aria-selected', String(i === index))
      if (i === index) option.scrollIntoView({ block: 'nearest' })
    }
    if (index < 0) input.removeAttribute('aria-activedescendant')
    else input.setAttribute('aria-activedescendant', `${listId}-${index}`)
  }

  /** @param {string} typed */
  const ask = async typed => {
    asked += 1
    const mine = asked
    if (typed.length < least) return
    const options = await suggest(typed)
    if (mine !== asked) return
    shown = options ?? []
    for (const option of shown) keep(option)
    fill(
      list,
      ...shown.map((option, index) =>
        h(
          'li',
          {
            role: 'option',
            id: `${listId}-${index}`,
            'aria-selected': 'false',
            'data-value': textAt(option, 'value'),
            onmousedown: (/** @type {Event} */ event) => event.preventDefault(),
            onclick: () => take(option),
          },
          plainAt(option),
          plainAt(option, 'description') && h('small', {}, plainAt(option, 'description')),
        ),
      ),
    )
    list.hidden = shown.length === 0
    input.setAttribute('aria-expanded', String(shown.length > 0))
    said.textContent =
      options === null
        ? 'The choices could not be loaded. Type to try again.'
        : shown.length === 0
          ? 'Nothing to choose. Type a name.'
          : ''
    point(typed === '' ? shown.findIndex(one => textAt(one, 'value') === chosen()) : 0)
  }

  /** Settles typed text: takes the option of that name, else keeps the previous choice. */
  const settle = async () => {
    const typed = input.value.trim()
    close()
    if (typed === chosenLabel()) return setChoice(input, chosen())
    if (typed === '') return setChoice(input, '')
    const options = (await suggest(typed)) ?? []
    for (const option of options) keep(option)
    const same =
      options.find(option => plainAt(option) === typed) ??
      options.find(option => textAt(option, 'value') === typed)
    setChoice(input, same ? textAt(same, 'value') : chosen())
  }
  const leave = () => {
    const done = settle().finally(() => open.delete(done))
    open.add(done)
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key was for the list */
  const key = event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step && list.hidden) void ask(input.value === chosenLabel() ? '' : input.value)
    else if (step) point((active + step + shown.length) % shown.length)
    else if (event.key === 'Escape' && !list.hidden) close()
    else if (event.key === 'Enter') {
      const option = list.hidden ? undefined : shown[active]
      if (option) take(option)
      else if (input.value === chosenLabel()) return false
      else leave()
    } else return false
    return true
  }
  input.addEventListener('keydown', event => {
    if (event.isComposing) return
    if (!key(event)) return
    event.preventDefault()
    event.stopPropagation()
  })
  input.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(() => void ask(input.value.trim()), pauseMs)
  })
  input.addEventListener('click', () => {
    if (list.hidden) void ask(input.value === chosenLabel() ? '' : input.value)
  })
  input.addEventListener('blur', leave)

  const initial = partAt(element, 'initial_option')
  if (initial) {
    keep(initial)
    setChoice(input, textAt(initial, 'value'))
  }
  return h('div', { class: 'combobox' }, input, list, said)
}
