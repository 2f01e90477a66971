/** Draws Howdah's reply to a person: an answer or a refusal. */
import type { KnownBlock } from '@slack/types'
import type { Refusal } from '#model/refusal'
import type { Answer } from '#model/reply'
import { cellMost, partsOfAnswer } from '#slack/draw/answer/answer-parts'
import { actions, button, type DrawnMessage, section, sections } from '#slack/draw/blocks/blocks'
import { code, cut, cutMarkup, escape, sentence } from '#slack/draw/blocks/escape'
import { mention, ownerOf } from '#slack/draw/blocks/mention'
import { togetherInCell } from '#slack/draw/blocks/together'
import { count, counted } from '#text/figures'

export interface Offered {
  readonly label: string
  readonly id: string
}

/** Draws an answer; `whose` tells where to find the rest that a message cannot hold. */
export const drawAnswer = (
  answer: Answer,
  offers: readonly Offered[],
  share: string | null,
  whose: 'yours' | 'of who asked' = 'yours',
): DrawnMessage => {
  const { lines, rows, moreLines, moreRows } = partsOfAnswer(answer)
  const where =
    whose === 'yours' ? 'in your direct messages with Howdah' : 'which the requester has'
  const more = (number: number, what: string, file: string) =>
    number > 0
      ? [
          section(
            `_${counted(number, `more ${what} is`, `more ${what}s are`)} in ${file}, ${where}._`,
          ),
        ]
      : []
  return {
    text: escape(cut(answer.title, 3_000)),
    blocks: [
      section(`${answer.alarm ? ':warning: ' : ''}*${sentence(answer.title)}*`),
      ...sections([
        ...(answer.people ?? []).map(one => peopleLine(one, whose)),
        ...lines.map(sentence),
      ]),
      ...more(moreLines, 'line', 'answer.txt'),
      ...tableOf(answer, rows),
      ...more(moreRows, 'row', 'rows.csv'),
      ...(moreRows === 0 && answer.table?.whole
        ? [section(`_All ${count(answer.table.whole.length)} rows are in rows.csv, ${where}._`)]
        : []),
      ...(whose === 'yours'
        ? [answer.file, answer.stream].flatMap(file =>
            file ? [section(`${code(file.name)} is ${where}.`)] : [],
          )
        : []),
      ...(answer.owner === undefined ? [] : [section(`For ${ownerOf(answer.owner)}.`)]),
      ...actions([
        ...offers.map(({ label, id }, place) => button({ action: `command-${place}`, id, label })),
        ...(share === null ? [] : [button({ action: 'share', id: share, label: 'Share' })]),
      ]),
    ],
  }
}

/** In a channel a mention would notify every person on the line. */
const peopleLine = (
  { label, ids }: NonNullable<Answer['people']>[number],
  whose: 'yours' | 'of who asked',
): string => {
  if (ids.length === 0) return `${sentence(label)}: nobody.`
  const said = whose === 'yours' ? ids.map(named).join(', ') : `${ids.length} in the inventory`
  return `${sentence(label)}: ${said}.`
}

const named = (id: string): string =>
  /^S[A-Z0-9_]+$/.test(id) ? `<!subteam^${id}>` : mention(id, id)

const tableOf = ({ table }: Answer, rows: readonly (readonly string[])[]): readonly KnownBlock[] =>
  !table || rows.length === 0
    ? []
    : [
        {
          type: 'table',
          rows: [table.columns, ...rows].map(row =>
            row.map(text => ({
              type: 'raw_text' as const,
              text: togetherInCell(cut(text === '' ? ' ' : text, cellMost)),
            })),
          ),
        } as unknown as KnownBlock,
      ]

export const drawRefusal = (refusal: Refusal, command: Offered | null): DrawnMessage => ({
  text: cutMarkup(`Blocked: ${escape(refusal.because)} Instead: ${ours(refusal.instead)}`, 3_000),
  blocks: [
    section(
      `:no_entry: *Blocked:* ${sentence(refusal.because)}\n*Instead:* ${ours(refusal.instead)}`,
    ),
    ...actions(
      command ? [button({ action: 'command', id: command.id, label: command.label })] : [],
    ),
  ],
})

/** Howdah's refusals may mention people and groups by id; all other text in a refusal stays escaped. */
const ours = (text: string): string =>
  escape(text).replaceAll(/&lt;(@[UW][A-Z0-9_]+|!subteam\^S[A-Z0-9_]+)&gt;/g, '<$1>')
