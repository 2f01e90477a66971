/**
 * The grammar of commands: `<subject> <verb> [first value] key=value …`. A value runs up to the next key of
 * the command, so `columns=lower(email), created_at desc where=active` needs no quotes.
 */

import { singular, unknownCommand } from '#engine/ask/meant-command'
import { splitValues, unquoted, type Value, type WrittenAs } from '#engine/ask/read-values'
import { type Command, keysBeside, needsCluster } from '#model/command'
import { fieldsOf, keyNotes, keyOfOthers } from '#model/input'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { count } from '#text/figures'
import { codePoint, invisible } from '#text/invisible'
import { listed } from '#text/listed'
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
const commonKeys = ['cluster', 'database', 'reason', 'ticket', 'follows'] as const

export const readWords = (typed: string, commands: readonly Command[]): ReadWords | Refusal => {
  if (typed.length > longest) {
    return refusal(
      `That is ${count(typed.length)} characters long.`,
      `A command has at most ${count(longest)}.`,
    )
  }
  const text = typed.trim()
  if (text === '') return { kind: 'nothing' }
  const hidden = hiddenIn(inOneLine(text))
  if (hidden) return hidden
  const found = matchCommand(text, commands)
  if (!found) return unknownCommand(text, commands)
  return readValues(found.command, found.rest)
}

const inOneLine = (text: string): string => text.replaceAll(/\s/g, ' ')

/** Refuses text with invisible characters: a plan must not read differently from what runs. */
export const hiddenIn = (text: string, writtenAs?: WrittenAs): Refusal | undefined => {
  const [character] = (writtenAs === 'sql' ? hiddenSql(text) : invisible.exec(text)) ?? []
  return character === undefined
    ? undefined
    : refusal(
        `The text has an invisible character (${codePoint(character)}).`,
        'Type it instead of pasting it.',
      )
}

/** In SQL a tab or a line end may be data, and a space that is not the usual one misleads. */
const hiddenSql = (text: string): RegExpExecArray | null =>
  /(?![\n\t ])\s/u.exec(text) ?? invisible.exec(text.replaceAll(/[\n\t]/g, ' '))

const matchCommand = (text: string, commands: readonly Command[]) => {
  const [subject = ''] = text.split(/\s/, 1)
  const one = singular(subject.toLowerCase(), commands)
  const lower = `${one}${text.slice(subject.length)}`.toLowerCase().replaceAll(/\s+/g, ' ')
  const fitting = commands
    .filter(({ words }) => lower === words || lower.startsWith(`${words} `))
    .sort((one, other) => other.words.length - one.words.length)
  const [command] = fitting.length > 0 ? fitting : onlyOf(one, lower, commands)
  if (!command) return undefined
  const said = lower === one && command.words !== one ? subject : wordsIn(text, command)
  return { command, rest: text.slice(said.length).trimStart() }
}

/** `locks`: a subject with a single command needs no verb. */
const onlyOf = (
  subject: string,
  said: string,
  commands: readonly Command[],
): readonly Command[] => {
  const own = commands.filter(({ words }) => words.startsWith(`${subject} `))
  return said === subject && own.length === 1 ? own : []
}

/** The words of the command as typed, spaces and all. */
const wordsIn = (text: string, { words }: Command): string =>
  new RegExp(
    `^${words
      .split(' ')
      .map(() => String.raw`\S+`)
      .join(String.raw`\s+`)}`,
  ).exec(text)?.[0] ?? ''

const readValues = (command: Command, rest: string): ReadWords | Refusal => {
  const others = keyOfOthers(command.input)
  const joins =
    others !== null && keyNotes(command.input, others).takes === 'other keys' ? ', ' : ' '
  const own = Object.keys(command.input.shape)
  const known = others !== null && joins === ' ' ? own : [...own, ...commonKeys]
  const writtenAs = (key: string) => keyNotes(command.input, key).writtenAs
  // `lock tree shop`: where a bare value can be nothing else.
  const first = command.first ?? (others === null && needsCluster(command) ? 'cluster' : null)
  const found = splitValues(rest, { known, first, others, joins, writtenAs })
  if (isRefusal(found)) return found
  const values: Record<string, string> = {}
  for (const [place, { key, text, strange }] of found.entries()) {
    const bare = place === 0 && !rest.startsWith(`${key}=`)
    if (bare && strange[0] !== undefined) return unknownKey(command, strange[0], known)
    const swallowed = bare ? undefined : notMeant(command, { key, strange }, known)
    if (swallowed) return swallowed
    if (key === '') return tooMuch(command, text)
    const before = values[key]
    if (before !== undefined && key !== others)
      return refusal(
        `\`${key}\` is given twice: “${cut(before)}” and “${cut(text)}”.`,
        'Keep one of them.',
      )
    const unseen = hiddenIn(text, writtenAs(key))
    if (unseen) return unseen
    const next = bare ? keyAfterName(command, key, found) : undefined
    const [name, after] = next === undefined ? [text] : twoIn(text)
    if (next !== undefined && after !== undefined) values[next] = after
    const value = unquoted(writtenAs(key), name)
    values[key] = before === undefined ? value : `${before}${joins}${value}`
  }
  return { kind: 'command', command, values }
}

/** `index create users email`: the key of the needed value behind a name, where the key was left out. */
const keyAfterName = (
  { input }: Command,
  key: string,
  given: readonly Pick<Value, 'key'>[],
): string | undefined => {
  if (keyNotes(input, key).writtenAs !== 'name') return undefined
  const needed = fieldsOf(input).find(one => one.required && one.key !== key)?.key
  return needed === undefined || given.some(one => one.key === needed) ? undefined : needed
}

/** A name and the text behind the first blank, without parentheses around the whole. */
const twoIn = (text: string): readonly [string, string?] => {
  const [, name = text, rest] =
    /^((?:"[^"]*"|[^\s"(])+)(?:\s+(?=\S)|(?=\())(.*)$/su.exec(text) ?? []
  return rest === undefined ? [text] : [name, /^\(([^()]*)\)$/.exec(rest)?.[1] ?? rest]
}

/** Keys of people's own words. */
const freely: ReadonlySet<string> = new Set(['reason', 'ticket', 'note'])

/** SQL and people's own words may hold any `word=`, but a near miss is more likely a misspelt key. */
const notMeant = (
  command: Command,
  { key, strange }: Pick<Value, 'key' | 'strange'>,
  known: readonly string[],
): Refusal | undefined => {
  const open = freely.has(key) || keyNotes(command.input, key).writtenAs === 'sql'
  for (const word of strange) {
    const close = nearest(word.replace(/^-+/, ''), known, edits)
    if (close === undefined && open) continue
    const meant = close === undefined ? takes(command) : `Did you mean \`${close}=\`?`
    return refusal(
      `\`${command.words}\` does not know \`${word}\`.`,
      `${meant} If \`${word}=\` belongs to the value of \`${key}\`, put that whole value into quotes.`,
    )
  }
  return undefined
}

/** `id=` of a reason is not `pid=`. */
const edits = (word: string): number => (word.length < 4 ? 0 : word.length / 3)

const unknownKey = (command: Command, key: string, keys: readonly string[]): Refusal => {
  const close = nearest(key, keys)
  return refusal(
    `\`${command.words}\` does not know \`${key}\`.`,
    close === undefined ? takes(command) : `Did you mean \`${close}=\`?`,
  )
}

const takes = (command: Command): string => {
  const keys = [...Object.keys(command.input.shape), ...keysBeside(command)]
  return keys.length === 0 ? 'It takes no values.' : `It takes ${listed([...new Set(keys)])}.`
}

/** Enough of a value to recognise. */
const cut = (value: string): string => (value.length > 60 ? `${value.slice(0, 59)}…` : value)

const tooMuch = (command: Command, bare: string): Refusal =>
  refusal(
    `\`${command.words}\` takes no value without a name: \`${cut(bare)}\`.`,
    `For example: \`${`${command.words} ${command.example}`.trimEnd()}\`.`,
  )
