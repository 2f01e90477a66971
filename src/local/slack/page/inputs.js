// @ts-check
/**
 * The inputs of a modal, and what is in them.
 * @import { JsonObject } from '../page-protocol.ts'
 */
import { hooks, plainAt, selectElement } from './controls.js'
import { h } from './dom.js'
import { drawPlain } from './draw-text.js'
import { icon } from './icons.js'
import { partAt, partsAt, textAt } from './json.js'

/** @typedef {string | readonly string[] | null} Value */
/** @typedef {Record<string, Record<string, Value>>} Values */

/**
 * One control with its hooks, or null for a kind that is not drawn.
 * @param {JsonObject} element @param {string} block @param {string} id for the label
 * @returns {HTMLElement | null}
 */
export const inputElement = (element, block, id) => {
  const type = textAt(element, 'type')
  const attributes = { ...hooks(block, element), 'data-input': type, id: id || null }
  switch (type) {
    case 'plain_text_input':
    case 'number_input':
    case 'email_text_input':
    case 'url_text_input':
      return textInput(element, attributes)
    case 'static_select': {
      const select = selectElement(element)
      for (const [name, value] of Object.entries(attributes))
        if (value !== null) select.setAttribute(name, value)
      return h('span', { class: 'select wide' }, select, icon('down'))
    }
    case 'checkboxes':
    case 'radio_buttons':
      return choices(element, attributes)
    default:
      return null
  }
}

/** @param {JsonObject} element @param {Record<string, string | null>} attributes */
const textInput = (element, attributes) => {
  const multiline = element['multiline'] === true
  const control = multiline ? h('textarea', { rows: '4' }) : h('input', { type: 'text' })
  const limits = {
    maxlength: textAt(element, 'max_length'),
    placeholder: plainAt(element, 'placeholder'),
  }
  for (const [name, value] of Object.entries({ ...attributes, ...limits }))
    if (value) control.setAttribute(name, value)
  if (textAt(element, 'type') === 'number_input') control.inputMode = 'decimal'
  control.autocomplete = 'off'
  control.spellcheck = multiline
  control.value = textAt(element, 'initial_value')
  control.classList.add('text-input')
  if (element['focus_on_load'] === true) control.dataset['focusFirst'] = 'true'
  return control
}

/** @param {JsonObject} element @param {Record<string, string | null>} attributes */
const choices = (element, attributes) => {
  const many = textAt(element, 'type') === 'checkboxes'
  const chosen = many ? partsAt(element, 'initial_options') : [partAt(element, 'initial_option')]
  const values = new Set(chosen.map(option => textAt(option, 'value')))
  const name = `${attributes['data-block']}/${attributes['data-action']}`
  return h(
    'div',
    { class: 'choices', role: many ? 'group' : 'radiogroup', tabindex: '-1', ...attributes },
    ...partsAt(element, 'options').map(option => {
      const value = textAt(option, 'value')
      const box = h('input', {
        type: many ? 'checkbox' : 'radio',
        name,
        value,
        checked: values.has(value),
      })
      const description = plainAt(option, 'description')
      return h(
        'label',
        { class: 'choice' },
        box,
        h(
          'span',
          {},
          ...drawPlain(plainAt(option)),
          description && h('small', {}, ...drawPlain(description)),
        ),
      )
    }),
  )
}

/** @param {HTMLElement} control @returns {Value} */
export const valueOf = control => {
  if (control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement)
    return control.value === '' ? null : control.value
  if (control instanceof HTMLSelectElement) return control.value === '' ? null : control.value
  const on = [...control.querySelectorAll('input')].filter(box => box.checked).map(box => box.value)
  if (control.dataset['input'] === 'checkboxes') return on
  return on[0] ?? null
}

/** @param {HTMLElement} control @param {Value} value */
const setValue = (control, value) => {
  if (
    control instanceof HTMLInputElement ||
    control instanceof HTMLTextAreaElement ||
    control instanceof HTMLSelectElement
  ) {
    control.value = typeof value === 'string' ? value : ''
    control.classList.toggle('is-empty', control.value === '')
  } else
    for (const box of control.querySelectorAll('input'))
      box.checked = Array.isArray(value) ? value.includes(box.value) : value === box.value
}

/** Every control of a modal that has a value, by block and action. @param {ParentNode} form */
const controls = form =>
  [...form.querySelectorAll('[data-input], select[data-action]')].filter(
    element => element instanceof HTMLElement,
  )

/** @param {ParentNode} form @returns {Values} */
export const readValues = form => {
  /** @type {Values} */
  const values = {}
  for (const control of controls(form)) {
    const { block = '', action = '' } = control.dataset
    values[block] = { ...values[block], [action]: valueOf(control) }
  }
  return values
}

/** Puts back what was entered before a view was drawn again. @param {ParentNode} form @param {Values} values */
export const writeValues = (form, values) => {
  for (const control of controls(form)) {
    const { block = '', action = '' } = control.dataset
    const value = values[block]?.[action]
    if (value !== undefined) setValue(control, value)
  }
}
