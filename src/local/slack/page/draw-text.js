// @ts-check
/**
 * Draws parsed text as elements. All text of a message ends in text nodes, and an address becomes a link
 * only when the parser recognised http or https.
 * @import { JsonObject } from '../page-protocol.ts'
 * @import { Block, Inline } from './mrkdwn.js'
 * @import { Store } from './store.js'
 */
import { formatDate } from './date-format.js'
import { h } from './dom.js'
import { emojiOf } from './emoji.js'
import { lines } from './icons.js'
import { textAt } from './json.js'
import { markOf } from './marks.js'
import { parseMrkdwn } from './mrkdwn.js'

/** @param {string} url @param {string} label @param {string} [className] */
export const link = (url, label, className = '') =>
  h('a', { href: url, target: '_blank', rel: 'noopener noreferrer', class: className }, label)

/** @param {Store} store @param {readonly Inline[]} inlines @returns {Node[]} */
export const drawInline = (store, inlines) =>
  inlines.map((inline, index) => {
    const node = inlineNode(store, inline)
    const starts = index === 0 || inlines[index - 1]?.kind === 'break'
    if (inline.kind === 'date' && starts) startWithCapital(node)
    return node
  })

/** "Today at 9:04 PM" at the start of a line, "today at 9:04 PM" within a line. @param {Node} node */
const startWithCapital = node => {
  const text = node.firstChild ?? node
  if (text.nodeType !== Node.TEXT_NODE) startWithCapital(text)
  else text.nodeValue = (text.nodeValue ?? '').replace(/^\p{L}/u, letter => letter.toUpperCase())
}

/** @param {Store} store @param {Inline} inline @returns {Node} */
const inlineNode = (store, inline) => {
  switch (inline.kind) {
    case 'text':
      return document.createTextNode(inline.text)
    case 'break':
      return h('br')
    case 'code':
      return h('code', {}, inline.text)
    case 'bold':
      return h('strong', {}, ...drawInline(store, inline.children))
    case 'italic':
      return h('em', {}, ...drawInline(store, inline.children))
    case 'strike':
      return h('s', {}, ...drawInline(store, inline.children))
    case 'link':
      return link(inline.url, inline.label)
    case 'emoji':
      return emojiNode(inline.name, inline.character)
    case 'user':
      return mention(store, inline.id)
    case 'channel': {
      const found = store.state.channels.find(channel => channel.id === inline.id)
      const name = found?.name ?? (inline.label || inline.id)
      if (!found) return h('span', { class: 'mention' }, `#${name}`)
      const go = () => store.open(inline.id)
      return h('button', { class: 'mention', type: 'button', onclick: go }, `#${name}`)
    }
    case 'group':
      return h('span', { class: 'mention' }, `@${(inline.label || inline.id).replace(/^@/, '')}`)
    case 'everyone':
      return h('span', { class: 'mention is-me' }, `@${inline.name}`)
    case 'date': {
      const said = formatDate(inline.seconds, inline.format)
      const date = new Date(inline.seconds * 1000)
      if (said === null) return document.createTextNode(inline.fallback)
      const time = h('time', { datetime: date.toISOString(), title: date.toLocaleString() }, said)
      if (!inline.url) return time
      const anchor = link(inline.url, '')
      anchor.appendChild(time)
      return anchor
    }
  }
}

/** @param {Store} store @param {string} id */
const mention = (store, id) => {
  const person = store.person(id)
  return h('span', { class: id === store.me ? 'mention is-me' : 'mention' }, `@${person.realName}`)
}

/** @param {string} name @param {string} character */
const emojiNode = (name, character) => {
  const mark = markOf(name)
  return h(
    'span',
    {
      class: mark ? `emoji ${mark.tone}` : 'emoji',
      role: 'img',
      'aria-label': name.replaceAll('_', ' '),
    },
    mark ? lines(mark.path, 'icon') : character,
  )
}

/** @param {Store} store @param {readonly Block[]} blocks @returns {Node[]} */
const drawBlocks = (store, blocks) => blocks.map(block => blockNode(store, block))

/** @param {Store} store @param {Block} block @returns {Node} */
const blockNode = (store, block) => {
  switch (block.kind) {
    case 'paragraph':
      return h('p', {}, ...drawInline(store, block.children))
    case 'pre':
      return h('pre', { tabindex: '0' }, block.text)
    case 'quote':
      return h('blockquote', {}, ...drawBlocks(store, block.children))
    case 'list': {
      const items = block.items.map(item =>
        h('li', { class: `depth-${item.depth}` }, ...drawInline(store, item.children)),
      )
      return block.ordered ? h('ol', { start: block.start }, ...items) : h('ul', {}, ...items)
    }
  }
}

/** @param {Store} store @param {string} text @returns {Node[]} */
export const drawMrkdwn = (store, text) => drawBlocks(store, parseMrkdwn(text))

/** Plain text, with emoji names only. @param {string} text @returns {Node[]} */
export const drawPlain = text =>
  text.split(/(:[a-z0-9_+-]{1,40}:)/).flatMap(
    /** @returns {Node[]} */ part => {
      const name = /^:(.+):$/.exec(part)?.[1]
      const character = name && emojiOf(name)
      if (name && character) return [emojiNode(name, character)]
      return part === '' ? [] : [document.createTextNode(part)]
    },
  )

/** A text object of Block Kit. @param {Store} store @param {JsonObject | null} from @returns {Node[]} */
export const drawTextObject = (store, from) => {
  if (textAt(from, 'type') !== 'mrkdwn') return drawPlain(textAt(from, 'text'))
  const verbatim = from?.['verbatim'] === true
  return drawBlocks(store, parseMrkdwn(textAt(from, 'text'), { verbatim }))
}
