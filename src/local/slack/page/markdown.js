// @ts-check
/**
 * The `markdown` block as data: headings, lists, quotes, fences, tables, and in the line bold, italic,
 * strike, code and links. Pure, like mrkdwn.js, whose kinds it shares.
 * @import { Block, Inline } from './mrkdwn.js'
 */
import { emojiOf } from './emoji.js'
import { safeUrl } from './mrkdwn.js'

/**
 * @typedef {Block | { kind: 'heading', level: number, children: Inline[] } | { kind: 'rule' }
 *   | { kind: 'table', align: ('left' | 'center' | 'right')[], rows: Inline[][][] }
 * } MarkdownBlock
 */

const fence = /^ {0,3}(```+|~~~+)/
const heading = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/
const rule = /^ {0,3}([-*_])(?:\s*\1){2,}\s*$/
const quote = /^ {0,3}> ?/
const item = /^( *)(?:[-*+]|(\d{1,3})[.)])\s+(.*)$/
const tableLine = /^\s*\|?[\s:|-]*-[\s:|-]*\|[\s:|-]*$/

/** @param {string} source @param {number} [depth] of the quote @returns {MarkdownBlock[]} */
export const parseMarkdown = (source, depth = 0) => {
  /** @type {MarkdownBlock[]} */
  const blocks = []
  const lines = source.replace(/\r\n?/g, '\n').split('\n')
  let at = 0
  const here = () => lines[at] ?? ''
  /** @param {(line: string) => boolean} belongs */
  const take = belongs => {
    const from = at
    while (at < lines.length && belongs(here())) at += 1
    return lines.slice(from, at)
  }
  const startsTable = () => here().includes('|') && tableLine.test(lines[at + 1] ?? '')
  while (at < lines.length) {
    const line = here()
    const mark = fence.exec(line)?.[1]
    const title = heading.exec(line)
    if (line.trim() === '') at += 1
    else if (mark) {
      at += 1
      const text = take(l => !l.trimStart().startsWith(mark)).join('\n')
      at += 1
      blocks.push({ kind: 'pre', text })
    } else if (title) {
      at += 1
      blocks.push({
        kind: 'heading',
        level: (title[1] ?? '#').length,
        children: parseMarkdownInline(title[2] ?? ''),
      })
    } else if (rule.test(line)) {
      at += 1
      blocks.push({ kind: 'rule' })
    } else if (quote.test(line) && depth < 4) {
      const inner = take(l => quote.test(l)).map(l => l.replace(quote, ''))
      const children = parseMarkdown(inner.join('\n'), depth + 1)
      blocks.push({ kind: 'quote', children: /** @type {Block[]} */ (children) })
    } else if (item.test(line)) blocks.push(list(take(l => item.test(l) || /^ {2,}\S/.test(l))))
    else if (startsTable()) blocks.push(table(take(l => l.includes('|'))))
    else {
      const first = at
      take(l => at === first || (l.trim() !== '' && !startsBlock(l) && !startsTable()))
      blocks.push({
        kind: 'paragraph',
        children: parseMarkdownInline(lines.slice(first, at).join('\n')),
      })
    }
  }
  return blocks
}

/** @param {string} line */
const startsBlock = line => [fence, heading, rule, quote, item].some(start => start.test(line))

/** @param {readonly string[]} lines @returns {MarkdownBlock} */
const list = lines => {
  /** @type {{ depth: number, text: string, number: string | undefined }[]} */
  const items = []
  for (const line of lines) {
    const found = item.exec(line)
    const last = items.at(-1)
    if (found) {
      const depth = Math.min(3, Math.floor((found[1] ?? '').length / 2))
      items.push({ depth, text: found[3] ?? '', number: found[2] })
    } else if (last) last.text += `\n${line.trim()}`
  }
  return {
    kind: 'list',
    ordered: items[0]?.number !== undefined,
    start: Number(items[0]?.number ?? 1),
    items: items.map(({ depth, text }) => ({ depth, children: parseMarkdownInline(text) })),
  }
}

/** @param {string} line */
const cells = line =>
  line
    .trim()
    .replace(/^\||(?<!\\)\|$/g, '')
    .split(/(?<!\\)\|/)
    .map(cell => cell.trim().replaceAll('\\|', '|'))

/** @param {readonly string[]} lines @returns {MarkdownBlock} */
const table = lines => {
  const [head = '', line = '', ...body] = lines
  return {
    kind: 'table',
    align: cells(line).map(cell =>
      cell.endsWith(':') ? (cell.startsWith(':') ? 'center' : 'right') : 'left',
    ),
    rows: [head, ...body].map(row => cells(row).map(parseMarkdownInline)),
  }
}

const token = new RegExp(
  [
    '\\\\([\\\\`*_{}\\[\\]()#+\\-.!|~<>])',
    '(`+)([^`]|[^`][\\s\\S]*?[^`])\\2(?!`)',
    '\\*\\*(?=\\S)([\\s\\S]*?\\S)\\*\\*',
    '(?<![\\p{L}\\p{N}_])__(?=\\S)([\\s\\S]*?\\S)__(?![\\p{L}\\p{N}_])',
    '\\*(?=[^\\s*])([^*]*[^\\s*])\\*',
    '(?<![\\p{L}\\p{N}_])_(?=[^\\s_])([^_]*[^\\s_])_(?![\\p{L}\\p{N}_])',
    '~~(?=\\S)([\\s\\S]*?\\S)~~',
    '!?\\[([^\\]\\n]*)\\]\\(([^()\\s]+)\\)',
    '<(https?:\\/\\/[^<>\\s]+)>',
    ':([a-z0-9_+-]{1,40}):',
    '( {2,}\\n|\\n)',
  ].join('|'),
  'gu',
)

/** @param {string} source @returns {Inline[]} */
export const parseMarkdownInline = source => {
  /** @type {Inline[]} */
  const found = []
  let end = 0
  const text = (/** @type {string} */ raw) => {
    const last = found.at(-1)
    if (raw === '') return
    if (last?.kind === 'text') last.text += raw
    else found.push({ kind: 'text', text: raw })
  }
  for (const match of source.matchAll(token)) {
    const inline = inlineOf(match)
    if (!inline) continue
    text(source.slice(end, match.index))
    end = match.index + match[0].length
    if (inline.kind === 'text') text(inline.text)
    else found.push(inline)
  }
  text(source.slice(end))
  return found
}

/** @param {RegExpExecArray} match @returns {Inline | null} */
const inlineOf = match => {
  const [
    ,
    escaped,
    ,
    code,
    bold,
    bold2,
    italic,
    italic2,
    strike,
    label,
    target,
    auto,
    emoji,
    line,
  ] = match
  if (escaped !== undefined) return { kind: 'text', text: escaped }
  if (code !== undefined) return { kind: 'code', text: code }
  const strong = bold ?? bold2
  if (strong !== undefined) return { kind: 'bold', children: parseMarkdownInline(strong) }
  const slanted = italic ?? italic2
  if (slanted !== undefined) return { kind: 'italic', children: parseMarkdownInline(slanted) }
  if (strike !== undefined) return { kind: 'strike', children: parseMarkdownInline(strike) }
  if (line !== undefined) return { kind: 'break' }
  if (emoji !== undefined) {
    const character = emojiOf(emoji)
    return character ? { kind: 'emoji', name: emoji, character } : null
  }
  const url = safeUrl(target ?? auto ?? '')
  return url ? { kind: 'link', url, label: label || (target ?? auto ?? '') } : null
}
