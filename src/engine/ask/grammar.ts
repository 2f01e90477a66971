/**
 * The grammar of commands: `<subject> <verb> [first value] key=value …`. A value runs up to the next key of
 * the command, so `columns=lower(email), created_at desc where=active` needs no quotes.
 */
import type { Command } from '#model/command'
import { type KeyNotes, keyNotes } from '#model/input'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { codePoint, invisible } from '#text/invisible'
import { nearest } from '#text/nearest'

export type ReadWords =
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'command'
      readonly command: Command
      readonly values: Readonly<Record<string, string>>
    }

const longest = 8_000

/** Keys that every command may be given. */
const commonKeys = ['cluster', 'database', 'reason', 'ticket'] as const

export const readWords = (typed: string, commands: readonly Command[]): ReadWords | Refusal => {
  if (typed.length > longest) {
    return refusal(
      `That is ${typed.length.toLocaleString('en')} characters long.`,
      `A command has at most ${longest.toLocaleString('en')}.`,
    )
  }
  const text = plain(typed).trim()
  if (text === '') return { kind: 'nothing' }
  const hidden = hiddenIn(text)
  if (hidden) return hidden
  const found = matchCommand(text, commands)
  if (!found) return unknownWords(text, commands)
  return readValues(found.command, found.rest)
}

/** Undoes once the changes that phones and Slack make to typed text. */
const plain = (typed: string): string =>
  typed
    .replaceAll(/<(?:https?:\/\/|mailto:)[^|>\s]+\|([^>]+)>/g, '$1')
    .replaceAll(/<[@#]([A-Z0-9]+)(?:\|[^>]*)?>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll(/[“”„«»]/g, '"')
    .replaceAll(/[‘’‚]/g, "'")
    .replaceAll(/[\s\u00a0\u2000-\u200a\u202f\u3000]/g, ' ')

/** Refuses text with invisible characters: a plan must not read differently from what runs. */
export const hiddenIn = (text: string): Refusal | undefined => {
  const character = invisible.exec(text)?.[0]
  if (character === undefined) return undefined
  return refusal(
    `The text has a character that cannot be seen (${codePoint(character)}).`,
    'Type it afresh instead of pasting it.',
  )
}

const matchCommand = (text: string, commands: readonly Command[]) => {
  const lower = text.toLowerCase().replaceAll(/ +/g, ' ')
  const fitting = commands
    .filter(({ words }) => lower === words || lower.startsWith(`${words} `))
    .sort((one, other) => other.words.length - one.words.length)
  const [command] = fitting
  if (!command) return undefined
  const wordsMost = command.words.split(' ').length
  const rest = text.split(/ +/).slice(wordsMost).join(' ')
  return { command, rest }
}

const unknownWords = (text: string, commands: readonly Command[]): Refusal => {
  const said = text.split(/ +/).slice(0, 2).join(' ').slice(0, 60)
  const close = nearest(
    said,
    commands.map(({ words }) => words),
  )
  return close === undefined
    ? refusal(`There is no command \`${said}\`.`, 'Say `help` for all of them.', 'help')
    : refusal(`There is no command \`${said}\`.`, `Did you mean \`${close}\`?`, close)
}

const readValues = (command: Command, rest: string): ReadWords | Refusal => {
  const keys = [...Object.keys(command.input.shape), ...commonKeys]
  const writtenAs = (key: string) => keyNotes(command.input, key).writtenAs
  const marks = keyMarks(rest, keys, command.first ?? '', writtenAs)
  if (isRefusal(marks)) return marks
  const bare = rest.slice(0, marks[0]?.start ?? rest.length).trim()
  const values: Record<string, string> = {}
  if (bare !== '') {
    const strange = /^[\p{L}\d_-]+=/u.exec(bare)?.[0] ?? / ([\p{L}\d_-]+=)/u.exec(bare)?.[1]
    if (strange !== undefined) return unknownKey(command, strange.slice(0, -1), keys)
    if (command.first === null) return tooMuch(command, bare)
    values[command.first] = unquoted(writtenAs(command.first), bare)
  }
  for (const [index, { key, valueAt }] of marks.entries()) {
    if (values[key] !== undefined) return refusal(`\`${key}\` is given twice.`, 'Give it once.')
    const value = rest.slice(valueAt, marks[index + 1]?.start ?? rest.length).trim()
    values[key] = unquoted(writtenAs(key), value)
  }
  return { kind: 'command', command, values }
}

type WrittenAs = KeyNotes['writtenAs']

interface Mark {
  readonly key: string
  readonly start: number
  readonly valueAt: number
}

/**
 * The places where known keys begin: after a space, outside quotes and parentheses. Outside SQL a quote
 * opens only at the start of a value, so that `reason=it's slow where=active` keeps the `where`.
 */
const keyMarks = (
  text: string,
  keys: readonly string[],
  first: string,
  writtenAs: (key: string) => WrittenAs,
): readonly Mark[] | Refusal => {
  const marks: Mark[] = []
  let within = { key: first, valueAt: 0 }
  let depth = 0
  let quote = ''
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at)
    const sql = writtenAs(within.key) === 'sql'
    if (quote !== '') {
      if (character === quote) quote = ''
    } else if (/["']/.test(character) && (sql || at === within.valueAt)) quote = character
    else if (sql && /[([]/.test(character)) depth += 1
    else if (sql && /[)\]]/.test(character)) depth = Math.max(0, depth - 1)
    else if (depth === 0 && (at === 0 || text.charAt(at - 1) === ' ')) {
      const key = keys.find(one => text.startsWith(`${one}=`, at))
      if (key === undefined) continue
      const valueAt = at + key.length + 1
      within = { key, valueAt }
      marks.push({ key, start: at, valueAt })
      at = valueAt - 1
    }
  }
  return quote === '' ? marks : unclosed(within.key, quote)
}

/**
 * Quotes around a whole value protect spaces. In SQL a single word in double quotes is a name and keeps the
 * quotes; so does the name of a table or an index that contains a dot, because that dot separates no
 * schema.
 */
const unquoted = (writtenAs: WrittenAs, value: string): string => {
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

const unknownKey = (command: Command, key: string, keys: readonly string[]): Refusal => {
  const close = nearest(key, keys)
  const instead =
    close === undefined ? `It takes ${keys.join(', ')}.` : `Did you mean \`${close}=\`?`
  return refusal(`\`${command.words}\` does not know \`${key}\`.`, instead)
}

const tooMuch = (command: Command, bare: string): Refusal =>
  refusal(
    `\`${command.words}\` takes no value without a name: \`${bare.slice(0, 60)}\`.`,
    `For example: \`${command.words} ${command.example}\`.`,
  )
