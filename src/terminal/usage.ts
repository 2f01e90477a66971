/** The usage of `howdah`: words of the catalogue, and words that need no control database. */
import { atAGlance, type Command } from '#model/command'
import { ownWords } from '#terminal/own-words'

export const usage = (commands: readonly Command[]): readonly string[] => {
  const { daily, subjects, single } = atAGlance(commands)
  const told = ({ words, summary }: Command) => [words, summary] as const
  const parts = [
    daily.map(told),
    subjects.map(({ subject, verbs }) => [subject, verbs.join(', ')] as const),
    single.map(told),
    ownWords,
  ]
  const width = Math.max(...parts.flat().map(([words]) => words.length))
  const line = ([words, about]: readonly [string, string]) =>
    `  howdah ${words.padEnd(width)}  ${about}`
  return [
    'The words of /pg, from a terminal. It needs HOWDAH_CONFIG, DATABASE_URL and HOWDAH_SIGNING_KEY (or local mode, running), and no Slack.',
    ...parts.flatMap(part => ['', ...part.map(line)]),
    '',
    'howdah help <subject> says more of it, howdah help <command> what it takes.',
    '--save <file> keeps the file of an answer, --save - prints it; --version tells the version.',
    'In a clone without howdah on the PATH: npx howdah …',
    'Exit codes: 0 when all is well, 1 when it failed or the news is bad, 2 when it was refused.',
  ]
}
