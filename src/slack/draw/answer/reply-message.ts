/** Draws Howdah's reply to a person: an answer or a refusal. */

import type { KnownBlock } from '@slack/types'
import { isUserGroup } from '#model/identity'
import type { Refusal } from '#model/refusal'
import type { Answer } from '#model/reply'
import { cellMost, partsOfAnswer } from '#slack/draw/answer/answer-parts'
import { actions, button, type DrawnMessage, section, sections } from '#slack/draw/blocks/blocks'
import { code, cut, cutMarkup, escape, sentence } from '#slack/draw/blocks/escape'
import { mention, ownerOf } from '#slack/draw/blocks/mention'
import { togetherInCell } from '#slack/draw/blocks/together'
import { count, counted } from '#text/figures'
import { listed } from '#text/listed'

export interface Offered {
  readonly label: string
  readonly id: string
}

/**
 * The place of an answer: for one person, who can share the answer and get the files by the command's button (without
 * a button the files were sent at once); in a channel, where each reader can get the files; in a report or a window.
 */
export type AnswerPlace =
  | { readonly to: 'one'; readonly again: string | null }
  | { readonly to: 'channel'; readonly again: string }
  | { readonly to: 'report' }

export const drawAnswer = (
  answer: Answer,
  offers: readonly Offered[],
  shown: AnswerPlace,
): DrawnMessage => {
  const { lines, rows, moreLines, moreRows, files } = partsOfAnswer(answer)
  const again = shown.to === 'report' ? null : shown.again
  const sent = shown.to === 'one' && again === null
  const where = sent ? ', in your direct messages with Howdah' : ''
  const more = (number: number, what: string, file: string) =>
    number === 0
      ? []
      : shown.to === 'report'
        ? [section(`_${counted(number, `more ${what}`)} left out._`)]
        : [
            section(
              `_${counted(number, `more ${what} is`, `more ${what}s are`)} in ${file}${where}._`,
            ),
          ]
  const uploaded = [sent ? answer.file : undefined, shown.to === 'one' ? answer.stream : undefined]
  return {
    text: escape(cut(answer.title, 3_000)),
    blocks: [
      section(`${iconOf(answer)}*${sentence(answer.title)}*`),
      ...sections([
        ...(answer.people ?? []).map(one => peopleLine(one, shown)),
        ...lines.map(sentence),
      ]),
      ...more(moreLines, 'line', 'answer.txt'),
      ...tableOf(answer, rows),
      ...more(moreRows, 'row', 'rows.csv'),
      ...(moreRows === 0 && answer.table?.whole && shown.to !== 'report'
        ? [section(`_All ${count(answer.table.whole.length)} rows are in rows.csv${where}._`)]
        : []),
      ...uploaded.flatMap(file =>
        file ? [section(`${code(file.name)} is in your direct messages with Howdah.`)] : [],
      ),
      ...(answer.owner === undefined ? [] : [section(`For ${ownerOf(answer.owner)}.`)]),
      ...actions([
        ...offers.map(({ label, id }, place) => button({ action: `command-${place}`, id, label })),
        ...(again === null || files.length === 0
          ? []
          : [button({ action: 'files', id: again, label: filesLabel(files) })]),
        ...(again === null || shown.to === 'channel'
          ? []
          : [button({ action: 'share', id: again, label: 'Share' })]),
      ]),
    ],
  }
}

const iconOf = ({ alarm, over }: Answer): string => {
  if (alarm) return ':warning: '
  return over ? ':white_check_mark: ' : ''
}

const filesLabel = (files: readonly { readonly name: string }[]): string =>
  files.length === 1 ? `Get ${files[0]?.name ?? ''}` : `Get ${files.length} Files`

export const drawSent = (files: readonly { readonly name: string }[]): DrawnMessage => {
  const names = listed(files.map(({ name }) => code(name)))
  const text = `${names} ${files.length === 1 ? 'is' : 'are'} in your direct messages with Howdah.`
  return { text, blocks: [section(text)] }
}

/** In a channel a mention would notify every person on the line. */
const peopleLine = (
  { label, ids }: NonNullable<Answer['people']>[number],
  shown: AnswerPlace,
): string => {
  if (ids.length === 0) return `${sentence(label)}: nobody.`
  const said = shown.to === 'one' ? ids.map(named).join(', ') : `${ids.length} in the inventory`
  return `${sentence(label)}: ${said}.`
}

const named = (id: string): string => (isUserGroup(id) ? `<!subteam^${id}>` : mention(id, id))

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
    ...sections(
      (refusal.also ?? []).map(
        ({ because, instead }) => `*Also:* ${sentence(because)} ${ours(instead)}`,
      ),
    ),
    ...actions(
      command ? [button({ action: 'command', id: command.id, label: command.label })] : [],
    ),
  ],
})

/** Howdah's refusals may mention people and groups by id; all other text in a refusal stays escaped. */
const ours = (text: string): string =>
  escape(text).replaceAll(/&lt;(@[UW][A-Z0-9_]+|!subteam\^S[A-Z0-9_]+)&gt;/g, '<$1>')
