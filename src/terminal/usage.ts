/** What `howdah` alone says: the words of the catalogue, and those that need no control database. */
import type { Command } from '#model/command'
import { ownWords } from '#terminal/own-words'

export const usage = (commands: readonly Command[]): readonly string[] => {
  const all = commands.map(({ words, summary }) => [words, summary] as const)
  const width = Math.max(...[...ownWords, ...all].map(([words]) => words.length))
  const line = ([words, summary]: readonly [string, string]) =>
    `  howdah ${words.padEnd(width)}  ${summary}`
  return [
    'The words of /pg, from a terminal. It needs HOWDAH_CONFIG and DATABASE_URL (or local mode, running), and no Slack.',
    '',
    ...all.map(line),
    '',
    ...ownWords.map(line),
    '',
    '--save <file> keeps the file of an answer, --save - prints it. howdah help <command> says more.',
    'It ends with 0, with 2 when it was refused, with 1 when it failed or the news is bad.',
  ]
}
