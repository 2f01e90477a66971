// @ts-check
/**
 * Buttons, which send an action at once, and the select of a form.
 * @import { JsonObject } from '../page-protocol.ts'
 * @import { App } from './app.js'
 * @import { Surface } from './blocks.js'
 */
import { confirmFirst } from './dialogs.js'
import { h } from './dom.js'
import { drawPlain } from './draw-text.js'
import { partAt, partsAt, textAt } from './json.js'
import { safeUrl } from './mrkdwn.js'

/** @param {JsonObject | null} from @param {string} [key] */
export const plainAt = (from, key = 'text') => textAt(partAt(from, key), 'text')

/** Attributes that browser tests look for. @param {string} block @param {JsonObject} element */
export const hooks = (block, element) => ({
  'data-block': block,
  'data-action': textAt(element, 'action_id'),
})

/**
 * Sends the action, after the app's confirmation if any; until the answer, more clicks are ignored.
 * @param {App} app @param {Surface} surface @param {string} block @param {JsonObject} element
 * @param {HTMLElement} control
 */
const act = async (app, surface, block, element, control) => {
  if (control.getAttribute('aria-busy') === 'true') return
  const question = partAt(element, 'confirm')
  if (question && !(await confirmFirst(app, question))) return
  control.setAttribute('aria-busy', 'true')
  const value = textAt(element, 'value')
  await surface.act(block, textAt(element, 'action_id'), value === '' ? {} : { value })
  control.removeAttribute('aria-busy')
}

/** @param {App} app @param {Surface} surface @param {string} block @param {JsonObject} element */
export const button = (app, surface, block, element) => {
  const style = textAt(element, 'style')
  const url = safeUrl(textAt(element, 'url'))
  const attributes = {
    class: `button ${style === 'primary' || style === 'danger' ? style : ''}`,
    'aria-label': textAt(element, 'accessibility_label') || null,
    ...hooks(block, element),
  }
  const label = drawPlain(plainAt(element))
  const control = url
    ? h('a', { ...attributes, href: url, target: '_blank', rel: 'noopener noreferrer' }, ...label)
    : h('button', { ...attributes, type: 'button' }, ...label)
  control.addEventListener('click', () => void act(app, surface, block, element, control))
  return control
}

/** A native select: every keyboard, phone and screen reader supports native selects. @param {JsonObject} element */
export const selectElement = element => {
  const initial = textAt(partAt(element, 'initial_option'), 'value')
  const asks = plainAt(element, 'placeholder') || 'Select an option'
  const options = partsAt(element, 'options').map(option =>
    h('option', { value: textAt(option, 'value') }, plainAt(option)),
  )
  const select = h('select', {}, h('option', { value: '' }, asks), ...options)
  select.value = initial
  if (select.selectedIndex < 0) select.value = ''
  const mark = () => select.classList.toggle('is-empty', select.value === '')
  select.addEventListener('change', mark)
  mark()
  return select
}
