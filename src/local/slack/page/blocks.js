// @ts-check
/**
 * Block Kit as elements. A block that is not known, or broken, is a visible box and not a gap.
 * @import { JsonObject } from '../page-protocol.ts'
 * @import { App } from './app.js'
 */

import { withToken } from './connection.js'
import { button, overflow, plainAt, select } from './controls.js'
import { h } from './dom.js'
import { drawBlocks, drawPlain, drawTextObject, tableOf } from './draw-text.js'
import { inputElement } from './inputs.js'
import { isObject, partAt, partsAt, rowsAt, textAt } from './json.js'
import { parseMarkdown } from './markdown.js'
import { drawRichText } from './rich-text.js'

/**
 * Where the blocks stand, and what a click there does.
 * @typedef {{ act: (block: string, action: string, selected?: string) => Promise<boolean> }} Surface
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
      return section(app, surface, block)
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
        ...partsAt(block, 'elements').map(e => contextPart(app, e)),
      )
    case 'actions':
      return h(
        'div',
        { class: 'actions' },
        ...partsAt(block, 'elements').map(e => element(app, surface, textAt(block, 'block_id'), e)),
      )
    case 'image':
      return image(app, block)
    case 'markdown': {
      const blocks = drawBlocks(app.store, parseMarkdown(textAt(block, 'text')))
      return h('div', { class: 'rich markdown' }, ...blocks)
    }
    case 'rich_text':
      return h('div', { class: 'rich' }, ...drawRichText(app.store, block))
    case 'table':
      return table(app, block)
    default:
      return null
  }
}

/** @param {App} app @param {Surface} surface @param {JsonObject} block */
const section = (app, surface, block) => {
  const text = partAt(block, 'text')
  const fields = partsAt(block, 'fields')
  const accessory = partAt(block, 'accessory')
  return h(
    'div',
    { class: 'section' },
    h(
      'div',
      { class: 'section-text' },
      text && h('div', { class: 'rich' }, ...drawTextObject(app.store, text)),
      fields.length > 0 &&
        h(
          'div',
          { class: 'fields' },
          ...fields.map(field => h('div', { class: 'rich' }, ...drawTextObject(app.store, field))),
        ),
    ),
    accessory &&
      h(
        'div',
        { class: 'accessory' },
        textAt(accessory, 'type') === 'image'
          ? picture(app, accessory, 'thumb')
          : element(app, surface, textAt(block, 'block_id'), accessory),
      ),
  )
}

/** @param {App} app @param {JsonObject} part */
const contextPart = (app, part) =>
  textAt(part, 'type') === 'image'
    ? picture(app, part, 'context-image')
    : h('div', { class: 'rich' }, ...drawTextObject(app.store, part))

/** @param {App} app @param {Surface} surface @param {string} block @param {JsonObject} from */
const element = (app, surface, block, from) => {
  switch (textAt(from, 'type')) {
    case 'button':
      return button(app, surface, block, from)
    case 'static_select':
      return select(app, surface, block, from)
    case 'overflow':
      return overflow(app, surface, block, from)
    default: {
      const input = inputElement(from, block, '')
      if (!input) return notDrawn(textAt(from, 'type'))
      input.addEventListener('change', event => {
        if (!(event.target instanceof HTMLInputElement) || event.target.type !== 'radio') return
        void surface.act(block, textAt(from, 'action_id'), event.target.value)
      })
      return input
    }
  }
}

/** @param {App} app @param {JsonObject} block */
const image = (app, block) => {
  const title = plainAt(block, 'title')
  return h(
    'figure',
    { class: 'image' },
    title && h('figcaption', {}, ...drawPlain(title)),
    picture(app, block, 'large'),
  )
}

/** The address of a picture that an app named: a file of ours by its id, or an address. */
const pictureUrl = (/** @type {JsonObject} */ from) => {
  const file = partAt(from, 'slack_file')
  if (!file) return textAt(from, 'image_url')
  const id = textAt(file, 'id')
  // Every uploaded file is served by its id, shared in a message of its own or not.
  return id === '' ? textAt(file, 'url') : `files/${id}`
}

/** Pictures from elsewhere are not loaded: then their description is what is shown. */
const picture = (
  /** @type {App} */ app,
  /** @type {JsonObject} */ from,
  /** @type {string} */ className,
) => {
  const alt = textAt(from, 'alt_text')
  const url = pictureUrl(from)
  const absent = () => h('span', { class: 'absent-image' }, `Image: ${alt || 'no description'}`)
  if (url === '') return absent()
  const drawn = h('img', { class: className, src: withToken(url), alt, loading: 'lazy' })
  drawn.addEventListener('error', () => drawn.replaceWith(absent()))
  return drawn
}

/** @param {App} app @param {JsonObject} block */
const table = (app, block) => {
  const settings = block['column_settings']
  const align = Array.isArray(settings)
    ? settings.map(setting => (isObject(setting) ? textAt(setting, 'align') || 'left' : 'left'))
    : []
  const rows = rowsAt(block, 'rows').map(row =>
    row.map(cell =>
      textAt(cell, 'type') === 'rich_text'
        ? drawRichText(app.store, cell)
        : [document.createTextNode(textAt(cell, 'text') || textAt(cell, 'value'))],
    ),
  )
  return h('div', { class: 'rich' }, tableOf(rows, align))
}
