import { z } from 'zod'
import { answers } from '#model/command'
import { line } from '#model/input'
import { refusal } from '#model/refusal'
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
  answer({ input, commands: all }) {
    const topic = typeof input['topic'] === 'string' ? input['topic'].toLowerCase() : undefined
    const about = all.filter(
      ({ words }) => topic === undefined || words === topic || words.startsWith(`${topic} `),
    )
    if (about.length === 0) {
      const close = nearest(
        topic ?? '',
        all.map(({ words }) => words),
      )
      return Promise.resolve(
        refusal(
          `There is no command ${topic ?? ''}.`,
          close === undefined ? 'Say `help` for all of them.' : `Did you mean \`${close}\`?`,
          close === undefined ? 'help' : `help ${close}`,
        ),
      )
    }
    const [only] = about
    if (only && about.length === 1) {
      return Promise.resolve(
        answer(`${only.words}: ${only.summary}`, {
          lines: [
            `Example: \`${`${only.words} ${only.example}`.trim()}\``,
            ...Object.entries(only.input.shape).map(
              ([key, member]) => `\`${key}=\` ${(member as z.ZodType).description ?? ''}`,
            ),
            ...(only.kind === 'propose'
              ? ['It makes a plan; somebody else approves it before anything is done.']
              : []),
          ],
        }),
      )
    }
    return Promise.resolve(
      answer('What you can say', {
        lines: about.map(
          ({ words, summary, example }) =>
            `• \`${`${words} ${example}`.trim()}\` ${summary.charAt(0).toLowerCase()}${summary.slice(1)}`,
        ),
      }),
    )
  },
})
