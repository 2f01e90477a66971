// @ts-check
/**
 * Parses Slack's mrkdwn into data. This file does not touch the page, so that tests need no browser;
 * draw-text.js turns the result into text nodes.
 */
import { emojiOf } from './emoji.js'

/**
 * @typedef {{ kind: 'text', text: string } | { kind: 'break' } | { kind: 'code', text: string }
 *   | { kind: 'bold' | 'italic' | 'strike', children: Inline[] }
 *   | { kind: 'link', url: string, label: string }
 *   | { kind: 'user' | 'channel' | 'group', id: string, label: string }
 *   | { kind: 'everyone', name: string }
 *   | { kind: 'date', seconds: number, format: string, url: string, fallback: string }
 *   | { kind: 'emoji', name: string, character: string }} Inline
 * @typedef {{ kind: 'paragraph', children: Inline[] } | { kind: 'pre', text: string }
 *   | { kind: 'quote', children: Block[] }
 *   | { kind: 'list', ordered: boolean, start: number, items: { depth: number, children: Inline[] }[] }
 * } Block
 */

/** @param {string} text */
export const unescapeText = text =>
  text.replace(/&(lt|gt|amp);/g, (_, name) => (name === 'lt' ? '<' : name === 'gt' ? '>' : '&'))

/** Only http and https ever become links. @param {string} url */
export const safeUrl = url => {
  if (!/^https?:\/\//i.test(url)) return null
  try {
    return new URL(url).href
  } catch {
    return null
  }
}

const listItem = /^( *)(?:([•◦▪–-])|(\d{1,3})[.)]) +(\S.*)$/u
const quoted = /^(?:&gt;|>) ?/

/** @typedef {{ verbatim?: boolean, inQuote?: boolean }} How verbatim: bare addresses stay text */

/** @param {string} source @param {How} [how] @returns {Block[]} */
export const parseMrkdwn = (source, how = {}) => {
  /** @type {Block[]} */
  const blocks = []
  const parts = source.split('```')
  // An odd fence at the end closes no block: the fence is text.
  if (parts.length % 2 === 0) parts.push(parts.splice(-2).join('```'))
  parts.forEach((part, index) => {
    if (index % 2 === 1) blocks.push({ kind: 'pre', text: plain(part.replace(/^\n|\n$/g, '')) })
    else if (part.trim() !== '' || parts.length === 1) {
      const start = index > 0 ? part.replace(/^ *\n/, '') : part
      blocks.push(...parseLines(index < parts.length - 1 ? start.replace(/\n *$/, '') : start, how))
    }
  })
  return blocks
}

/** @param {string} source @param {How} how @returns {Block[]} */
const parseLines = (source, how) => {
  /** @type {Block[]} */
  const blocks = []
  const lines = source.split('\n')
  let at = 0
  /** @param {(line: string) => boolean} belongs */
  const take = belongs => {
    const from = at
    while (at < lines.length && belongs(lines[at] ?? '')) at += 1
    return lines.slice(from, at)
  }
  // Quotes cannot be nested.
  const isQuoted = (/** @type {string} */ line) => !how.inQuote && quoted.test(line)
  const inQuote = { ...how, inQuote: true }
  while (at < lines.length) {
    const line = lines[at] ?? ''
    const restQuoted = how.inQuote ? null : /^(?:&gt;|>){3} ?/.exec(line)
    if (restQuoted) {
      const rest = [line.slice(restQuoted[0].length), ...lines.slice(at + 1)].join('\n')
      blocks.push({ kind: 'quote', children: parseLines(rest, inQuote) })
      return blocks
    }
    if (isQuoted(line)) {
      const inner = take(isQuoted).map(l => l.replace(quoted, ''))
      blocks.push({ kind: 'quote', children: parseLines(inner.join('\n'), inQuote) })
    } else if (listItem.test(line)) {
      const ordered = listItem.exec(line)?.[3] !== undefined
      const same = take(l => {
        const found = listItem.exec(l)
        return found !== null && (found[3] !== undefined) === ordered
      })
      blocks.push(listOf(same, ordered, how))
    } else {
      const text = take(l => !isQuoted(l) && !listItem.test(l))
      blocks.push({ kind: 'paragraph', children: parseInline(text.join('\n'), how) })
    }
  }
  return blocks
}

/** @param {readonly string[]} lines @param {boolean} ordered @param {How} how @returns {Block} */
const listOf = (lines, ordered, how) => {
  const found = lines.map(line => listItem.exec(line))
  return {
    kind: 'list',
    ordered,
    start: Number(found[0]?.[3] ?? 1),
    items: found.map(item => ({
      depth: Math.min(3, Math.floor((item?.[1] ?? '').length / 2)),
      children: parseInline(item?.[4] ?? '', how),
    })),
  }
}

// A sign opens after a border and before a character, and closes the other way round, in the same line:
// 2*3*4 and snake_case_names stay unchanged.
const before = '(?<![\\p{L}\\p{N}_*~`])'
const after = '(?![\\p{L}\\p{N}_*~`])'
/** @param {string} sign */
const span = sign =>
  `${before}[${sign}](?=[^\\s${sign}])([^\\n${sign}]*[^\\s${sign}])[${sign}]${after}`
const patterns = [
  '`([^`\\n]+)`',
  '<([^<>\\n]+)>',
  span('*'),
  span('_'),
  span('~'),
  ':([a-z0-9_+-]{1,40}):',
  '(https?:\\/\\/[^\\s<>|]+[^\\s<>|.,:;!?)\\]\'"*_~])',
  '(\\n)',
]
const token = new RegExp(patterns.join('|'), 'gu')

/** @param {string} source @param {How} [how] @returns {Inline[]} */
export const parseInline = (source, how = {}) => {
  /** @type {Inline[]} */
  const found = []
  let end = 0
  const text = (/** @type {string} */ raw) => {
    const last = found.at(-1)
    if (raw === '') return
    if (last?.kind === 'text') last.text += unescapeText(raw)
    else found.push({ kind: 'text', text: unescapeText(raw) })
  }
  for (const match of source.matchAll(token)) {
    const inline = inlineOf(match, how)
    if (!inline) continue
    text(source.slice(end, match.index))
    found.push(inline)
    end = match.index + match[0].length
  }
  text(source.slice(end))
  return found
}

/** @param {RegExpExecArray} match @param {How} how @returns {Inline | null} */
const inlineOf = (match, how) => {
  const [, code, angle, bold, italic, strike, emoji, bare, line] = match
  if (code !== undefined) return { kind: 'code', text: plain(code) }
  if (angle !== undefined) return parseAngle(angle)
  if (bold !== undefined) return { kind: 'bold', children: parseInline(bold, how) }
  if (italic !== undefined) return { kind: 'italic', children: parseInline(italic, how) }
  if (strike !== undefined) return { kind: 'strike', children: parseInline(strike, how) }
  if (line !== undefined) return { kind: 'break' }
  if (emoji !== undefined) {
    const character = emojiOf(emoji)
    return character ? { kind: 'emoji', name: emoji, character } : null
  }
  const url = how.verbatim || bare === undefined ? null : safeUrl(unescapeText(bare))
  return url ? { kind: 'link', url, label: unescapeText(bare ?? '') } : null
}

/** Parses the text between < and >. @param {string} inner @returns {Inline} */
const parseAngle = inner => {
  const bar = inner.indexOf('|')
  const head = bar < 0 ? inner : inner.slice(0, bar)
  const label = bar < 0 ? '' : unescapeText(inner.slice(bar + 1))
  if (/^@[UWB]/.test(head)) return { kind: 'user', id: head.slice(1), label }
  if (head.startsWith('#C')) return { kind: 'channel', id: head.slice(1), label }
  if (head.startsWith('!subteam^')) return { kind: 'group', id: head.slice(9), label }
  const everyone = /^!(here|channel|everyone)$/.exec(head)
  if (everyone?.[1]) return { kind: 'everyone', name: everyone[1] }
  const date = /^!date\^(-?\d+)\^([^^]*)(?:\^(.*))?$/.exec(head)
  if (date) {
    const url = safeUrl(unescapeText(date[3] ?? '')) ?? ''
    const format = unescapeText(date[2] ?? '')
    return { kind: 'date', seconds: Number(date[1]), format, url, fallback: label }
  }
  const url = safeUrl(unescapeText(head))
  if (url) return { kind: 'link', url, label: label === '' ? unescapeText(head) : label }
  return { kind: 'text', text: unescapeText(`<${inner}>`) }
}

/** Code shows an address's label, never a link. @param {string} text */
const plain = text =>
  unescapeText(
    text.replace(/<(https?:\/\/[^<>|\n]+)(?:\|([^<>\n]+))?>/g, (_, url, label) => label ?? url),
  )
