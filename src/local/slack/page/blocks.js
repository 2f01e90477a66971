// @ts-check
/**
 * Draws Block Kit as elements. An unknown or broken block is a visible box and not a gap.
 * @import { JsonObject } from '../page-protocol.ts'
 * @import { App } from './app.js'
 */

import { withToken } from './connection.js'
import { button, plainAt } from './controls.js'
import { h } from './dom.js'
import { drawPlain, drawTextObject } from './draw-text.js'
import { partAt, partsAt, rowsAt, textAt } from './json.js'
import { tableOf } from './table.js'

/**
 * The surface of the blocks: the effect of a click, and in a modal also the options of selects.
 * @typedef {{
 *   act: (block: string, action: string, more?: { selected?: string, value?: string }) => Promise<boolean>,
 *   suggest?: (block: string, action: string, typed: string) => Promise<readonly JsonObject[] | null>,
 * }} Surface
 */

/** @param {App} app @param {Surface} surface @param {JsonObject} block @returns {HTMLElement} */
export const drawBlock = (app, surface, block) => {
  const type = textAt(block, 'type')
  try {
    const drawn = content(app, surface, block)
    if (drawn) {
      drawn.classList.add('block')
      drawn.dataset['blockId'] = textAt(block, 'block_id')
      return drawn
    }
  } catch (error) {
    app.toast(`A ${type} block could not be drawn: ${String(error)}`)
  }
  return notDrawn(type)
}

/** @param {string} type */
const notDrawn = type =>
  h('div', { class: 'block unknown-block' }, `A block of type “${type}” is not drawn here.`)

/** @param {App} app @param {Surface} surface @param {JsonObject} block @returns {HTMLElement | null} */
const content = (app, surface, block) => {
  switch (textAt(block, 'type')) {
    case 'section':
      return section(app, block)
    case 'header':
      return h(
        'div',
        { class: 'header', role: 'heading', 'aria-level': '3' },
        ...drawPlain(plainAt(block)),
      )
    case 'divider':
      return h('hr')
    case 'context':
      return h(
        'div',
        { class: 'context' },
        ...partsAt(block, 'elements').map(part =>
          h('div', { class: 'rich' }, ...drawTextObject(app.store, part)),
        ),
      )
    case 'actions':
      return h(
        'div',
        { class: 'actions' },
        ...partsAt(block, 'elements').map(e => element(app, surface, textAt(block, 'block_id'), e)),
      )
    case 'image':
      return image(block)
    case 'table':
      return table(block)
    default:
      return null
  }
}

/** @param {App} app @param {JsonObject} block */
const section = (app, block) => {
  const text = partAt(block, 'text')
  const fields = partsAt(block, 'fields')
  return h(
    'div',
    { class: 'section' },
    text && h('div', { class: 'rich' }, ...drawTextObject(app.store, text)),
    fields.length > 0 &&
      h(
        'div',
        { class: 'fields' },
        ...fields.map(field => h('div', { class: 'rich' }, ...drawTextObject(app.store, field))),
      ),
  )
}

/** @param {App} app @param {Surface} surface @param {string} block @param {JsonObject} from */
const element = (app, surface, block, from) =>
  textAt(from, 'type') === 'button'
    ? button(app, surface, block, from)
    : notDrawn(textAt(from, 'type'))

/** Every uploaded file is served by its id, whether or not a message shares the file. @param {JsonObject} block */
const image = block => {
  const alt = textAt(block, 'alt_text')
  const src = withToken(`files/${textAt(partAt(block, 'slack_file'), 'id')}`)
  const drawn = h('img', { class: 'large', src, alt, loading: 'lazy' })
  drawn.addEventListener('error', () =>
    drawn.replaceWith(h('span', { class: 'absent-image' }, `Image: ${alt}`)),
  )
  return h('figure', { class: 'image' }, drawn)
}

/** @param {JsonObject} block */
const table = block =>
  h(
    'div',
    { class: 'rich' },
    tableOf(rowsAt(block, 'rows').map(row => row.map(cell => textAt(cell, 'text')))),
  )
