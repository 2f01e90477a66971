import { z } from 'zod'
import { answers, type Command } from '#model/command'
import { line } from '#model/input'
import { type Refusal, refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { nearest } from '#text/nearest'

export const help = answers({
  words: 'help',
  summary: 'What you can say, with an example for each',
  example: 'index create',
  first: 'topic',
  verb: 'read',
  needs: 'nothing',
  input: z.object({ topic: line.optional().describe('A command, or its first word') }),
  answer({ input, commands }) {
    const topic = input.topic?.toLowerCase()
    const about = commands.filter(
      ({ words }) => topic === undefined || words === topic || words.startsWith(`${topic} `),
    )
    const [first, ...others] = about
    if (!first) return unknown(topic ?? '', commands)
    if (others.length === 0)
      return answer(`${first.words}: ${first.summary}`, { lines: inFull(first) })
    return answer('What you can say', { lines: about.map(inOneLine) })
  },
})

const unknown = (topic: string, commands: readonly Command[]): Refusal => {
  const close = nearest(
    topic,
    commands.map(({ words }) => words),
  )
  return refusal(
    `There is no command ${topic}.`,
    close === undefined ? 'Say `help` for all of them.' : `Did you mean \`${close}\`?`,
    close === undefined ? 'help' : `help ${close}`,
  )
}

const inFull = ({ kind, words, example, input }: Command): readonly string[] => [
  `Example: \`${`${words} ${example}`.trim()}\``,
  ...Object.entries(input.shape).map(
    ([key, member]) => `\`${key}=\` ${(member as z.ZodType).description ?? ''}`,
  ),
  ...(kind === 'propose'
    ? ['It makes a plan; somebody else approves it before anything is done.']
    : []),
]

const inOneLine = ({ words, summary, example }: Command): string =>
  `• \`${`${words} ${example}`.trim()}\` ${summary.charAt(0).toLowerCase()}${summary.slice(1)}`
