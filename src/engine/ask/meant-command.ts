/** Finds the command behind unknown words: a plural, the name of a subject, a verb alone, a slip of a finger. */
import { type Command, subjectOf } from '#model/command'
import { type Refusal, refusal } from '#model/refusal'
import { listed } from '#text/listed'
import { nearest } from '#text/nearest'

type Words = Pick<Command, 'words'>

/** The subject of `indexes`, `queries`, `locks`; any other word as written. */
export const singular = (word: string, commands: readonly Words[]): string => {
  const subjects = new Set(commands.map(subjectOf))
  if (subjects.has(word)) return word
  const ones = [word.replace(/ies$/, 'y'), word.replace(/ices$/, 'ex'), word.replace(/es$/, '')]
  return [...ones, word.replace(/s$/, '')].find(one => subjects.has(one)) ?? word
}

/** Other words for commands. */
const otherwise: Readonly<Record<string, string>> = {
  abort: 'run cancel',
  alter: 'config set',
  blocked: 'lock tree',
  blockers: 'lock tree',
  blocking: 'lock tree',
  changes: 'run list',
  connections: 'status',
  kill: 'session terminate',
  lag: 'status',
  params: 'config list',
  pending: 'run list',
  'plan cancel': 'run cancel',
  'plan list': 'run list',
  'plan stop': 'run cancel',
  'plan withdraw': 'run cancel',
  processes: 'run list',
  rebuild: 'index reindex',
  revert: 'undo',
  rollback: 'undo',
  'run approve': 'plan approve',
  'run stop': 'run cancel',
  settings: 'config list',
  top: 'query slow',
  unfreeze: 'thaw',
  unlock: 'lock tree',
  version: 'status',
  who: 'access who-can',
}

/** The first words of a question in plain words. */
const questions: ReadonlySet<string> = new Set([
  'can',
  'could',
  'do',
  'hello',
  'hey',
  'hi',
  'how',
  'i',
  'is',
  'please',
  'what',
  'why',
])

/** No guess at a command: the help of the subject that is among the words. */
const inPlainWords = (
  because: string,
  typed: readonly string[],
  commands: readonly Command[],
): Refusal => {
  const subjects = new Set(commands.filter(({ words }) => words.includes(' ')).map(subjectOf))
  const subject = typed
    .map(word => singular(word.toLowerCase().replaceAll(/[^a-z]/g, ''), commands))
    .find(word => subjects.has(word))
  const help = subject === undefined ? 'help' : `help ${subject}`
  return refusal(because, `Howdah takes commands only. See \`${help}\`.`, help)
}

/** A refusal that names the nearest command or commands. */
export const unknownCommand = (text: string, commands: readonly Command[]): Refusal => {
  const typed = text.split(/\s+/)
  const said = typed.slice(0, 2).join(' ').slice(0, 60)
  const [first = '', second] = typed.map(word => word.toLowerCase())
  const because = `There is no command \`${said}\`.`
  const asks = questions.has(first.replaceAll(/[^a-z]/g, '')) || /\s.*\?$/.test(text)
  if (asks) return inPlainWords(because, typed, commands)
  const meant = meantBy(singular(first, commands), second, commands)
  if (meant === undefined)
    return refusal(because, '`help` lists them all; `status` is a good start.', 'help')
  const [only, ...others] = meant
  return others.length === 0
    ? refusal(because, `Did you mean \`${only}\`?`, only)
    : refusal(
        because,
        `Say which: ${listed(
          meant.map(words => `\`${words}\``),
          'or',
        )}.`,
        `help ${subjectOf({ words: only ?? '' })}`,
      )
}

/** The words of one command, or of several. */
const meantBy = (
  first: string,
  second: string | undefined,
  commands: readonly Command[],
): readonly string[] | undefined => {
  const words = commands.map(one => one.words)
  const both = second === undefined ? first : `${first} ${second}`
  const called = otherwise[both]
  if (called !== undefined && words.includes(called)) return [called]
  const near = nearest(both, words)
  const own = words.filter(one => one.startsWith(`${first} `))
  if (near !== undefined && (own.length === 0 || near.startsWith(`${first} `))) return [near]
  if (own.length > 0) return own
  const other = otherwise[first] ?? otherwise[second ?? '']
  if (other !== undefined && words.includes(other)) return [other]
  const verb = words.filter(one => one.endsWith(` ${first}`))
  if (verb.length > 0) return verb
  const alone = nearest(first, words)
  if (alone !== undefined) return [alone]
  const verbs = [...new Set(words.flatMap(one => one.split(' ').slice(1)))]
  const slip = nearest(first, verbs, word => (word.length < 4 ? 0 : word.length / 3))
  if (slip !== undefined) return words.filter(one => one.endsWith(` ${slip}`))
  const spelt = nearest(first, Object.keys(otherwise), word => (word.length < 4 ? 0 : 1))
  return spelt === undefined ? undefined : [otherwise[spelt] ?? '']
}
