// @ts-check
/**
 * The parts of rich_text that table cells and copied messages use.
 * @import { JsonObject } from '../page-protocol.ts'
 * @import { Store } from './store.js'
 */
import { h } from './dom.js'
import { drawInline, link } from './draw-text.js'
import { emojiOf } from './emoji.js'
import { partAt, partsAt, textAt } from './json.js'
import { safeUrl } from './mrkdwn.js'

/** @param {Store} store @param {JsonObject} from a rich_text block or cell @returns {Node[]} */
export const drawRichText = (store, from) =>
  partsAt(from, 'elements').map(part => {
    switch (textAt(part, 'type')) {
      case 'rich_text_section':
        return h('p', {}, ...inlines(store, part))
      case 'rich_text_quote':
        return h('blockquote', {}, ...inlines(store, part))
      case 'rich_text_preformatted':
        return h('pre', { tabindex: '0' }, ...inlines(store, part))
      case 'rich_text_list': {
        const tag = textAt(part, 'style') === 'ordered' ? 'ol' : 'ul'
        const depth = `depth-${Number(textAt(part, 'indent')) || 0}`
        const items = partsAt(part, 'elements')
        return h(tag, {}, ...items.map(item => h('li', { class: depth }, ...inlines(store, item))))
      }
      default:
        return h('p', { class: 'unknown-block' }, `“${textAt(part, 'type')}” is not drawn here.`)
    }
  })

/** @param {Store} store @param {JsonObject} section @returns {Node[]} */
const inlines = (store, section) => partsAt(section, 'elements').map(part => inline(store, part))

/** @param {Store} store @param {JsonObject} part @returns {Node} */
const inline = (store, part) => {
  const text = textAt(part, 'text')
  const url = safeUrl(textAt(part, 'url'))
  switch (textAt(part, 'type')) {
    case 'text':
      return styled(partAt(part, 'style'), document.createTextNode(text))
    case 'link':
      return url ? styled(partAt(part, 'style'), link(url, text || url)) : h('span', {}, text)
    case 'emoji': {
      const name = textAt(part, 'name')
      return h('span', { class: 'emoji' }, emojiOf(name) ?? `:${name}:`)
    }
    case 'user':
      return h(
        'span',
        {},
        ...drawInline(store, [{ kind: 'user', id: textAt(part, 'user_id'), label: '' }]),
      )
    case 'channel':
      return h(
        'span',
        {},
        ...drawInline(store, [{ kind: 'channel', id: textAt(part, 'channel_id'), label: '' }]),
      )
    default:
      return document.createTextNode(text)
  }
}

/** @param {JsonObject | null} style @param {Node} node @returns {Node} */
const styled = (style, node) => {
  const tags = /** @type {const} */ ({ code: 'code', strike: 's', italic: 'em', bold: 'strong' })
  let whole = node
  for (const [name, tag] of Object.entries(tags))
    if (style?.[name] === true) whole = h(tag, {}, whole)
  return whole
}
