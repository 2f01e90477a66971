/** The few blocks that Howdah sends, within Slack's limits. */
import type {
  ActionsBlock,
  Button,
  ContextBlock,
  ImageBlock,
  KnownBlock,
  MrkdwnElement,
  PlainTextElement,
  SectionBlock,
} from '@slack/types'
import { cut, cutMarkup, pieces } from '#slack/draw/blocks/escape'
import { together } from '#slack/draw/blocks/together'

export interface DrawnMessage {
  /** For notifications and screen readers: state and needed action. */
  readonly text: string
  readonly blocks: readonly KnownBlock[]
}

const sectionMost = 3_000
/** Space for the name of the slash command, which is put before commands in a sentence last of all. */
const roomForNames = 50
/** Leaves room for the name of the slash command before each command. */
const packedMost = 2_400

/** Slack shows 24 characters of a view's title, and of a view's buttons. */
export const viewTitle = (text: string): PlainTextElement => ({
  type: 'plain_text',
  text: cut(text, 24),
})

const markup = (markdown: string, most: number): MrkdwnElement => ({
  type: 'mrkdwn',
  text: together(cutMarkup(markdown, most)),
  verbatim: true,
})

/** `markdown` comes from Howdah or is escaped. */
export const section = (markdown: string): SectionBlock => ({
  type: 'section',
  text: markup(markdown, sectionMost - roomForNames),
})

/** Draws all lines in as many sections as needed, without losing any text. */
export const sections = (lines: readonly string[]): readonly SectionBlock[] => {
  const packed: string[] = []
  for (const line of lines.flatMap(split)) {
    const last = packed.at(-1)
    if (last !== undefined && last.length + line.length < packedMost)
      packed[packed.length - 1] = `${last}\n${line}`
    else packed.push(line)
  }
  return packed.map(section)
}

/** A code span that continues in the next piece is closed here and opened there. */
const split = (line: string): readonly string[] => {
  let open = false
  return pieces(line, packedMost - 100).map(piece => {
    const begun = open ? `\`${piece}` : piece
    open = begun.split('`').length % 2 === 0
    return open ? `${begun}\`` : begun
  })
}

/** Slack takes ten fields in a section. */
const fieldsMost = 10

/** Draws each entry as a field, the label in bold above the value: none is left out. */
export const fields = (
  entries: readonly { readonly label: string; readonly value: string }[],
): readonly KnownBlock[] =>
  Array.from({ length: Math.ceil(entries.length / fieldsMost) }, (_, part) => ({
    type: 'section',
    fields: entries
      .slice(part * fieldsMost, (part + 1) * fieldsMost)
      .map(({ label, value }) => markup(`*${label}*\n${value}`, 2_000)),
  }))

export const context = (markdown: string): ContextBlock => ({
  type: 'context',
  elements: [markup(markdown, 2_000)],
})

/** A picture that was uploaded for a message. */
export interface Picture {
  readonly id: string
  readonly altText: string
}

export const image = ({ id, altText }: Picture): ImageBlock => ({
  type: 'image',
  slack_file: { id },
  alt_text: cut(altText, 2_000),
})

export const actions = (buttons: readonly Button[]): readonly ActionsBlock[] =>
  buttons.length === 0 ? [] : [{ type: 'actions', elements: buttons.slice(0, 25) }]

export interface ButtonLook {
  /** Routes the click; the meaning of the click is in the row of `id` alone. */
  readonly action: string
  readonly id: string
  /** Title Case. */
  readonly label: string
  readonly style?: 'primary' | 'danger'
  readonly confirm?: {
    readonly title: string
    readonly text: string
    readonly yes: string
    readonly no: string
  }
}

export const button = ({ action, id, label, style, confirm }: ButtonLook): Button => ({
  type: 'button',
  action_id: action,
  value: id,
  text: { type: 'plain_text', text: cut(label, 75) },
  ...(style ? { style } : {}),
  ...(confirm
    ? {
        confirm: {
          title: { type: 'plain_text', text: cut(confirm.title, 100) },
          text: { type: 'plain_text', text: cut(confirm.text, 300) },
          confirm: { type: 'plain_text', text: cut(confirm.yes, 30) },
          deny: { type: 'plain_text', text: cut(confirm.no, 30) },
          ...(style ? { style } : {}),
        },
      }
    : {}),
})

/** Draws `▓▓▓▓▓░░░░░ 48 %`; the words next to the bar say the same. */
export const bar = (percent: number): string => {
  const full = Math.round(percent / 5)
  return `${'▓'.repeat(full)}${'░'.repeat(20 - full)} ${Math.round(percent)} %`
}
