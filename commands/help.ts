import { z } from 'zod'
import {
  answers,
  atAGlance,
  type Command,
  keysBeside,
  needsCluster,
  subjectOf,
} from '#model/command'
import { fieldsOf, line } from '#model/input'
import { type Refusal, refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { listed } from '#text/listed'
import { nearest } from '#text/nearest'
import { writeCommand } from '#text/write-command'

export const help = answers({
  words: 'help',
  summary: 'What you can say; name a subject or a command for more',
  example: 'index create',
  first: 'topic',
  daily: true,
  verb: 'read',
  needs: 'nothing',
  input: z.object({
    topic: line.optional().describe('A subject or a command, e.g. index or index create'),
  }),
  answer({ input, commands, engine }) {
    if (input.topic === undefined) return answer('What you can say', { lines: folded(commands) })
    const topic = input.topic.toLowerCase().replaceAll(/\s+/g, ' ')
    const about = meantBy(topic, commands)
    const [first, ...others] = about
    if (!first) return noCommand(topic, commands)
    if (others.length === 0)
      return answer(`${first.words}: ${first.summary}`, { lines: inFull(first, engine.clusters) })
    return answer('What you can say', { lines: about.map(inOneLine) })
  },
})

/** The commands of a subject, of words that somebody half remembers, or of a whole line as it is typed. */
const meantBy = (topic: string, commands: readonly Command[]): readonly Command[] => {
  const own = commands.filter(({ words }) => words === topic || words.startsWith(`${topic} `))
  if (own.length > 0) return own
  const begun = commands.filter(({ words }) => words.includes(' ') && words.startsWith(topic))
  return begun.length > 0 ? begun : commands.filter(({ words }) => topic.startsWith(`${words} `))
}

/** A phone shows about thirty lines: a subject with all verbs takes a single line. */
const folded = (commands: readonly Command[]): readonly string[] => {
  const { daily, subjects, single } = atAGlance(commands)
  const [first] = subjects
  return [
    ...daily.map(inOneLine),
    ...(first ? [`More by subject; \`help ${first.subject}\` shows one with examples:`] : []),
    ...subjects.map(({ subject, verbs }) => `• ${subject}: ${verbs.join(', ')}`),
    ...(single.length > 0 ? [`• others: ${single.map(({ words }) => words).join(', ')}`] : []),
  ]
}

const noCommand = (topic: string, commands: readonly Command[]): Refusal => {
  const known = commands.flatMap(command => [subjectOf(command), command.words])
  const close = nearest(topic, known)
  return refusal(
    `There is no command ${topic}.`,
    close === undefined ? '`help` lists them all.' : `Did you mean \`${close}\`?`,
    close === undefined ? 'help' : `help ${close}`,
  )
}

/** With several clusters a command names the cluster. */
const exampleOf = (command: Command, [cluster, ...others]: readonly string[]): string => {
  const said = `${command.words} ${command.example}`.trim()
  return writeCommand(said, {
    cluster: needsCluster(command) && others.length > 0 ? (cluster ?? null) : null,
  })
}

const inFull = (command: Command, clusters: readonly string[]): readonly string[] => [
  `Example: \`${exampleOf(command, clusters)}\``,
  ...fieldsOf(command.input).map(
    ({ key, hint, choices, required }) =>
      `\`${key}=\` – ${required ? 'needed: ' : ''}${withChoices(hint, choices)}`,
  ),
  ...alsoTaken(command),
  ...(command.kind === 'propose'
    ? ['It makes a plan; somebody else approves it before anything is done.']
    : []),
]

const withChoices = (hint: string, choices: readonly string[]): string =>
  choices.length === 0 ? hint : `${hint} (${choices.join(', ')})`.trim()

const alsoTaken = (command: Command): readonly string[] => {
  const keys = keysBeside(command)
  return keys.length === 0 ? [] : [`It also takes ${listed(keys.map(key => `\`${key}=\``))}.`]
}

const inOneLine = ({ words, summary, example }: Command): string =>
  `• \`${`${words} ${example}`.trim()}\` – ${summary.charAt(0).toLowerCase()}${summary.slice(1)}`
