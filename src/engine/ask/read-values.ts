/**
 * Splits `first value key=value …` into values. A value runs up to the next known key after a space, outside
 * quotes and parentheses. What a phone or a keyboard changes is undone outside quotes only: within the quotes
 * of SQL each character is data.
 */
import type { KeyNotes } from '#model/input'
import { type Refusal, refusal } from '#model/refusal'

export type WrittenAs = KeyNotes['writtenAs']

export interface Keys {
  readonly known: readonly string[]
  /** The key of the value before any key; null when the command has none. */
  readonly first: string | null
  /** The key that takes every unknown `word=`, with the word; null for no such key. */
  readonly others: string | null
  /** Written between the parts of the value of `others`: a blank between the words of a command. */
  readonly joins: ', ' | ' '
  readonly writtenAs: (key: string) => WrittenAs
}

export interface Value {
  readonly key: string
  readonly text: string
  /** Words like `colums` of `colums=id` in the text that are no known key. */
  readonly strange: readonly string[]
}

interface Quote {
  readonly straight: '"' | "'"
  readonly closers: string
}

/** Phones write curly quotes; a curly opener is closed by any quote of its family, a straight one by itself. */
const quoteAt = (character: string): Quote | undefined => {
  if (character === '"' || character === "'") return { straight: character, closers: character }
  if ('“”„«»'.includes(character)) return { straight: '"', closers: '“”„«»"' }
  return '‘’‚'.includes(character) ? { straight: "'", closers: "‘’‚'" } : undefined
}

/** A dollar-quoted string of SQL with both its tags (manual 4.1.2.4). */
const dollarQuotedAt = (text: string, at: number): string | undefined =>
  text.charAt(at) === '$'
    ? /^\$([\p{L}_][\p{L}\p{N}_]*)?\$.*?\$\1\$/su.exec(text.slice(at))?.[0]
    : undefined

/** The first value has the key '' where the command has no first key. An absent first value is left out. */
export const splitValues = (text: string, keys: Keys): readonly Value[] | Refusal => {
  const values: Value[] = []
  let key = keys.first ?? ''
  let value = ''
  let strange: string[] = []
  let depth = 0
  let quote: Quote | undefined
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at)
    const sql = keys.writtenAs(key) === 'sql'
    if (quote !== undefined) {
      const closes = quote.closers.includes(character)
      value += closes ? quote.straight : sql ? character : inLine(character)
      if (closes) quote = undefined
      continue
    }
    if (depth === 0 && /^\s?$/.test(value.slice(-1))) {
      const next = keyAt(text, at, keys)
      if (next !== undefined) {
        values.push({ key, text: value.trim(), strange })
        key = next
        value = ''
        strange = []
        at += next.length
        continue
      }
      const other = otherAt(text, at, keys)
      if (other !== undefined && keys.others !== null) {
        const before = value.trim()
        values.push({ key, text: keys.joins === ' ' ? before : before.replace(/,$/, ''), strange })
        key = keys.others
        value = other
        strange = []
        at += other.length - 1
        continue
      }
      strange.push(...strangeAt(text, at, { before: value, sql }))
    }
    const dollars = sql ? dollarQuotedAt(text, at) : undefined
    if (dollars !== undefined) {
      value += dollars
      at += dollars.length - 1
      continue
    }
    const opens = quoteAt(character)
    if (opens && (sql || opensHere(value, keys, key))) quote = opens
    else if (sql && /[([]/.test(character)) depth += 1
    else if (sql && /[)\]]/.test(character)) depth = Math.max(0, depth - 1)
    value += opens?.straight ?? inLine(character)
  }
  if (quote !== undefined) return unclosed(key, quote.straight)
  const [bare, ...others] = [...values, { key, text: value.trim(), strange }]
  const rest = others.filter(one => one.text !== '' || one.key !== keys.others)
  return bare === undefined || (bare.text === '' && bare.key === (keys.first ?? ''))
    ? rest
    : [bare, ...rest]
}

/** In a name also after the dot of a schema, and doubled: `public."a ""b"" cluster=c"`. */
const opensHere = (value: string, { writtenAs, others }: Keys, key: string): boolean =>
  value === '' ||
  (writtenAs(key) === 'name' && /[."]$/.test(value)) ||
  (key === others && /[=,]\s*$/.test(value))

const inLine = (character: string): string => (/\s/.test(character) ? ' ' : character)

const keyAt = (text: string, at: number, { known }: Keys): string | undefined =>
  known.find(one => text.startsWith(`${one}=`, at))

/** `work_mem=`, `myext.flag =`: in a name of PostgreSQL, letters and digits with one dot. */
const otherAt = (text: string, at: number, { others }: Keys): string | undefined =>
  others === null
    ? undefined
    : /^[\p{L}_][\p{L}\d_$-]*(\.[\p{L}_][\p{L}\d_$-]*)?\s*=\s*/u.exec(
        text.slice(at, at + 2 * longestWord),
      )?.[0]

/** In SQL an expression may begin behind these, so that `and nome=1` compares a column. */
const expects =
  /(?:[-+*/<>=~!@#%^&|?,]|\b(?:and|or|not|case|when|then|else|between|i?like|in|is|from|to))$/i

const strangeAt = (
  text: string,
  at: number,
  { before, sql }: { readonly before: string; readonly sql: boolean },
): readonly string[] => {
  if (sql && (before.trim() === '' || expects.test(before.trimEnd()))) return []
  const word = /^[\p{L}\d_-]+(?==)/u.exec(text.slice(at, at + longestWord))?.[0]
  return word === undefined ? [] : [word]
}

/** Characters of a word that may be a key. */
const longestWord = 40

/**
 * Quotes around a whole value protect spaces. In SQL a single word in double quotes is a name and keeps the
 * quotes; so does the name of a table or an index that contains a dot, because that dot separates no
 * schema.
 */
export const unquoted = (writtenAs: WrittenAs, value: string): string => {
  const quote = /^["']/.exec(value)?.[0]
  const inner = value.slice(1, -1)
  const whole = value.length > 1 && value.endsWith(quote ?? ' ') && !inner.includes(quote ?? '')
  if (quote === undefined || !whole) return value
  if (writtenAs === 'sql') return quote === '"' && /[^\p{L}\p{N}_$.]/u.test(inner) ? inner : value
  return writtenAs === 'name' && inner.includes('.') ? value : inner
}

const unclosed = (key: string, quote: string): Refusal =>
  refusal(
    `The quote ${quote} in \`${key}\` is not closed.`,
    'Close it, or leave it out: values may have spaces without quotes.',
  )
