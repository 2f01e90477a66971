/** Draws a reply as plain text, with an exit code. */
import type { Command } from '#model/command'
import type { PeopleConfig } from '#model/configuration'
import { splitOffered } from '#model/offer/offered'
import type { Answer, FormReply, PickerReply, Reply } from '#model/reply'
import { drawPlan } from '#terminal/draw-plan'
import { drawTable } from '#terminal/draw-table'
import { peopleInWords } from '#terminal/people-in-words'
import { indented, speaking, typed } from '#terminal/terminal-text'

/** 0 done, 1 failed or bad news, 2 refused without any effect. */
export type ExitCode = 0 | 1 | 2

export interface DrawnReply {
  readonly lines: readonly string[]
  readonly exit: ExitCode
}

interface Place {
  readonly commands: readonly Command[]
  readonly people: PeopleConfig
  /** Columns of the terminal; undefined for a file or a pipe. */
  readonly width?: number | undefined
}

export const drawReply = (reply: Reply, { commands, people, width }: Place): DrawnReply => {
  const spoken = speaking(commands, people)
  switch (reply.kind) {
    case 'answer':
      return {
        lines: drawAnswer(reply, { people, width }, spoken),
        exit: reply.alarm === true ? 1 : 0,
      }
    case 'refusal':
      return {
        lines: [
          `Blocked: ${spoken(reply.because)}`,
          `Instead: ${spoken(reply.instead)}`,
          ...(reply.command === undefined ? [] : [`  ${typed(reply.command)}`]),
          ...(reply.also ?? []).map(
            ({ because, instead }) => `Also: ${spoken(because)} ${spoken(instead)}`,
          ),
        ],
        exit: 2,
      }
    case 'form':
      return { lines: drawForm(reply, commands, spoken), exit: 2 }
    case 'picker':
      return { lines: drawPicker(reply), exit: 0 }
    case 'code':
      return {
        lines: [
          `Blocked: ${reply.title} asks for your one-time code, and there is no terminal here to ask on.`,
          'Instead: Run it in a terminal and type the code when asked: a code is never an argument.',
        ],
        exit: 2,
      }
    case 'proposed':
      return { lines: drawPlan(reply.change, people, spoken), exit: 0 }
  }
}

type Spoken = ReturnType<typeof speaking>

const drawAnswer = (
  { title, people: named, lines, table: shown, offers }: Answer,
  { people, width }: Pick<Place, 'people' | 'width'>,
  spoken: Spoken,
): readonly string[] => [
  spoken(title),
  ...(named ?? []).map(({ label, ids }) => `${label}: ${peopleInWords(ids, people)}.`),
  ...(lines ?? []).map(line => indented(spoken(line))),
  ...(shown && shown.rows.length > 0 ? ['', ...drawTable(shown.columns, shown.rows, width)] : []),
  ...(offers && offers.length > 0
    ? [
        '',
        ...offers.map(({ label, command }) => `${label}: ${typed(splitOffered(command).command)}`),
      ]
    : []),
]

const drawForm = (
  { command, title, fields, values, problems }: FormReply,
  commands: readonly Command[],
  spoken: Spoken,
): readonly string[] => {
  const wrong = fields.filter(({ key }) => problems[key] !== undefined)
  const others = fields.filter(
    ({ key }) => problems[key] === undefined && values[key] === undefined,
  )
  const width = Math.max(...fields.map(({ key }) => key.length)) + 1
  const example = commands.find(({ words }) => words === command)?.example ?? ''
  const hint = (key: string, text: string) => `  ${`${key}=`.padEnd(width)}  ${text}`
  return [
    `Not sent yet. ${command}: ${title}.`,
    ...wrong.map(({ key, hint: about }) =>
      hint(key, [spoken(problems[key] ?? ''), about].filter(Boolean).join(' ')),
    ),
    ...(others.length > 0 ? ['It also takes:'] : []),
    ...others.map(({ key, hint: about, choices }) =>
      hint(key, choices.length === 0 ? about : `${about} (${choices.join(', ')})`.trim()),
    ),
    `For example: ${typed(`${command} ${example}`)}`,
  ]
}

const drawPicker = ({ commands }: PickerReply): readonly string[] => {
  const width = Math.max(0, ...commands.map(({ words }) => words.length))
  return commands.map(({ words, summary }) => `  howdah ${words.padEnd(width)}  ${summary}`)
}
