// @ts-check
/**
 * The inputs of a modal, and their values.
 * @import { JsonObject } from '../page-protocol.ts'
 * @import { Surface } from './blocks.js'
 */
import { combobox, setChoice } from './combobox.js'
import { hooks, plainAt, selectElement } from './controls.js'
import { h } from './dom.js'
import { icon } from './icons.js'
import { textAt } from './json.js'

/** @typedef {string | null} Value */
/** @typedef {Record<string, Record<string, Value>>} Values */

/**
 * Draws a control with its hooks; null for an unknown kind.
 * @param {JsonObject} element @param {string} block @param {string} id for the label
 * @param {Surface} [surface] answers an external select's queries
 * @returns {HTMLElement | null}
 */
export const inputElement = (element, block, id, surface) => {
  const type = textAt(element, 'type')
  const attributes = { ...hooks(block, element), 'data-input': type, id: id || null }
  switch (type) {
    case 'plain_text_input':
      return textInput(element, attributes)
    case 'static_select': {
      const select = selectElement(element)
      for (const [name, value] of Object.entries(attributes))
        if (value !== null) select.setAttribute(name, value)
      return h('span', { class: 'select wide' }, select, icon('down'))
    }
    case 'external_select':
      return surface?.suggest
        ? combobox(element, attributes, typed =>
            Promise.resolve(surface.suggest?.(block, textAt(element, 'action_id'), typed) ?? null),
          )
        : null
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
  control.autocomplete = 'off'
  control.spellcheck = multiline
  control.value = textAt(element, 'initial_value')
  control.classList.add('text-input')
  if (element['focus_on_load'] === true) control.dataset['focusFirst'] = 'true'
  return control
}

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Control */

/** @param {Element} element @returns {element is Control} */
const isControl = element =>
  element instanceof HTMLInputElement ||
  element instanceof HTMLTextAreaElement ||
  element instanceof HTMLSelectElement

/** @param {Element} control @returns {Value} */
export const valueOf = control => {
  if (!isControl(control)) return null
  const chosen = control.dataset['input'] === 'external_select'
  return (chosen ? control.dataset['value'] : control.value) || null
}

/** @param {Control} control @param {Value} value */
const setValue = (control, value) => {
  if (control instanceof HTMLInputElement && control.dataset['input'] === 'external_select')
    return setChoice(control, value ?? '')
  control.value = value ?? ''
  control.classList.toggle('is-empty', control.value === '')
}

/** Every control of a modal that has a value, by block and action. @param {ParentNode} form */
const controls = form => [...form.querySelectorAll('[data-input]')].filter(isControl)

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

/** Restores the entered values after a view was drawn again. @param {ParentNode} form @param {Values} values */
export const writeValues = (form, values) => {
  for (const control of controls(form)) {
    const { block = '', action = '' } = control.dataset
    const value = values[block]?.[action]
    if (value !== undefined) setValue(control, value)
  }
}
