/** What `howdah` alone says: the words of the catalogue, and those that need no control database. */
import type { Command } from '#engine/command'

export const usage = (commands: readonly Command[]): readonly string[] => {
  const own: readonly (readonly [string, string])[] = [
    ['config check', 'Check environment and inventory, and say every problem at once'],
    ['init --print-sql', 'Print the roles and grants that Howdah needs; run them yourself'],
    ['audit verify <export> [anchors]', 'Check an exported record, with nothing else at hand'],
  ]
  const all = commands.map(({ words, summary }) => [words, summary] as const)
  const width = Math.max(...[...own, ...all].map(([words]) => words.length))
  const line = ([words, summary]: readonly [string, string]) =>
    `  howdah ${words.padEnd(width)}  ${summary}`
  return [
    'The words of /pg, from a terminal. It needs HOWDAH_CONFIG and DATABASE_URL, and no Slack.',
    '',
    ...all.map(line),
    '',
    ...own.map(line),
    '',
    '--save <file> keeps the file of an answer, --save - prints it. howdah help <command> says more.',
    'It ends with 0, with 2 when it was refused, with 1 when it failed or the news is bad.',
  ]
}
