/** What Howdah answers one person: an answer, a refusal, or that a plan was made. */
import type { KnownBlock } from '@slack/types'
import type { Answer } from '#engine/command'
import type { Refusal } from '#engine/refusal'
import { actions, button, type Drawn, section } from '#slack/blocks'
import { cut, escape, sentence } from '#slack/escape'

/** Rows shown in the message; the whole list goes into a file. */
const rowsMost = 20

export interface Offered {
  readonly label: string
  readonly id: string
}

export const drawAnswer = (
  answer: Answer,
  offers: readonly Offered[],
  share: string | null,
): Drawn => ({
  text: escape(cut(answer.title, 3_000)),
  blocks: [
    section(`*${sentence(answer.title)}*`),
    ...(answer.lines && answer.lines.length > 0
      ? [section(answer.lines.map(sentence).join('\n'))]
      : []),
    ...tableOf(answer),
    ...actions([
      ...offers.map(({ label, id }, place) => button({ action: `command-${place}`, id, label })),
      ...(share === null ? [] : [button({ action: 'share', id: share, label: 'Share' })]),
    ]),
  ],
})

const tableOf = ({ table }: Answer): readonly KnownBlock[] => {
  if (!table || table.rows.length === 0) return []
  const rows = [table.columns, ...table.rows.slice(0, rowsMost)]
  return [
    {
      type: 'table',
      rows: rows.map(row =>
        row.map(text => ({ type: 'raw_text' as const, text: cut(text === '' ? ' ' : text, 400) })),
      ),
    } as unknown as KnownBlock,
    ...(table.rows.length > rowsMost
      ? [section(`_${table.rows.length - rowsMost} more rows are in the file._`)]
      : []),
  ]
}

export const drawRefusal = (refusal: Refusal, command: Offered | null): Drawn => ({
  text: cut(`Blocked: ${escape(refusal.because)} Instead: ${ours(refusal.instead)}`, 3_000),
  blocks: [
    section(`*Blocked:* ${sentence(refusal.because)}\n*Instead:* ${ours(refusal.instead)}`),
    ...actions(
      command ? [button({ action: 'command', id: command.id, label: command.label })] : [],
    ),
  ],
})

/** Refusals of ours may mention people and groups by id; everything else in them stays escaped. */
const ours = (text: string): string =>
  escape(text).replaceAll(/&lt;(@[UW][A-Z0-9_]+|!subteam\^S[A-Z0-9_]+)&gt;/g, '<$1>')
