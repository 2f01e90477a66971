// @ts-check
/**
 * Buttons, selects and overflow menus: what sends an action at once.
 * @import { JsonObject } from '../page-protocol.ts'
 * @import { App } from './app.js'
 * @import { Surface } from './blocks.js'
 */
import { confirmFirst } from './dialogs.js'
import { freshId, h } from './dom.js'
import { drawPlain } from './draw-text.js'
import { icon } from './icons.js'
import { partAt, partsAt, textAt } from './json.js'
import { safeUrl } from './mrkdwn.js'

/** @param {JsonObject | null} from @param {string} [key] */
export const plainAt = (from, key = 'text') => textAt(partAt(from, key), 'text')

/** The hooks that browser tests hold on to. @param {string} block @param {JsonObject} element */
export const hooks = (block, element) => ({
  'data-block': block,
  'data-action': textAt(element, 'action_id'),
})

/**
 * Asks first where the app wants it; while the answer is on its way a second click does nothing.
 * @param {App} app @param {Surface} surface @param {string} block @param {JsonObject} element
 * @param {HTMLElement} control @param {string} [selected]
 */
const act = async (app, surface, block, element, control, selected) => {
  if (control.getAttribute('aria-busy') === 'true') return false
  const question = partAt(element, 'confirm')
  if (question && !(await confirmFirst(app, question))) return false
  control.setAttribute('aria-busy', 'true')
  const done = await surface.act(block, textAt(element, 'action_id'), selected)
  control.removeAttribute('aria-busy')
  return done
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

/** @param {JsonObject} element */
export const optionsOf = element => {
  const groups = partsAt(element, 'option_groups')
  /** @param {JsonObject} option */
  const draw = option => h('option', { value: textAt(option, 'value') }, plainAt(option))
  if (groups.length === 0) return partsAt(element, 'options').map(draw)
  return groups.map(group =>
    h('optgroup', { label: plainAt(group, 'label') }, ...partsAt(group, 'options').map(draw)),
  )
}

/** A native select: every keyboard, phone and screen reader knows it. @param {JsonObject} element */
export const selectElement = element => {
  const initial = textAt(partAt(element, 'initial_option'), 'value')
  const asks = plainAt(element, 'placeholder') || 'Select an option'
  const select = h('select', {}, h('option', { value: '' }, asks), ...optionsOf(element))
  select.value = initial
  if (select.selectedIndex < 0) select.value = ''
  const mark = () => select.classList.toggle('is-empty', select.value === '')
  select.addEventListener('change', mark)
  mark()
  return select
}

/** @param {App} app @param {Surface} surface @param {string} block @param {JsonObject} element */
export const select = (app, surface, block, element) => {
  const control = selectElement(element)
  for (const [name, value] of Object.entries(hooks(block, element)))
    control.setAttribute(name, value)
  control.setAttribute('aria-label', plainAt(element, 'placeholder') || 'Select an option')
  let before = control.value
  const choose = async () => {
    if (control.value === '') return
    const done = await act(app, surface, block, element, control, control.value)
    if (done) before = control.value
    else control.value = before
    control.classList.toggle('is-empty', control.value === '')
  }
  control.addEventListener('change', () => void choose())
  return h('span', { class: 'select' }, control, icon('down'))
}

/** @param {App} app @param {Surface} surface @param {string} block @param {JsonObject} element */
export const overflow = (app, surface, block, element) => {
  const id = freshId('menu')
  const items = partsAt(element, 'options').map(option =>
    h(
      'button',
      {
        type: 'button',
        role: 'menuitem',
        tabindex: '-1',
        'data-value': textAt(option, 'value'),
        onclick: () => {
          show(false)
          const url = safeUrl(textAt(option, 'url'))
          if (url) open(url, '_blank', 'noopener')
          void act(app, surface, block, element, opener, textAt(option, 'value'))
        },
      },
      ...drawPlain(plainAt(option)),
    ),
  )
  const menu = h('div', { class: 'menu', role: 'menu', id, hidden: true }, ...items)
  const opener = h(
    'button',
    {
      type: 'button',
      class: 'button overflow',
      'aria-label': 'More actions',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      'aria-controls': id,
      ...hooks(block, element),
      onclick: () => show(menu.hasAttribute('hidden')),
    },
    icon('more'),
  )
  const whole = h('span', { class: 'overflow-whole' }, opener, menu)
  /** @param {boolean} shown */
  const show = shown => {
    menu.hidden = !shown
    opener.setAttribute('aria-expanded', String(shown))
    if (shown) items[0]?.focus()
    else if (whole.contains(document.activeElement)) opener.focus()
  }
  whole.addEventListener('focusout', event => {
    if (!(event.relatedTarget instanceof Node && whole.contains(event.relatedTarget))) show(false)
  })
  whole.addEventListener('keydown', event => {
    if (menu.hidden) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.key !== 'Escape' && !step) return
    event.preventDefault()
    event.stopPropagation()
    if (!step) return show(false)
    const at = items.findIndex(item => item === document.activeElement)
    items[(at + step + items.length) % items.length]?.focus()
  })
  return whole
}
