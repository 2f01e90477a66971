/** The part of an answer that a message holds; the rest goes into files. */

import type { Answer } from '#model/reply'
import { sentence } from '#slack/draw/blocks/escape'
import { togetherInCell } from '#slack/draw/blocks/together'
import { csv } from '#text/csv'

export interface AnswerParts {
  readonly lines: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Number of rows that are only in a file. */
  readonly moreRows: number
  readonly moreLines: number
  readonly files: readonly { readonly name: string; readonly text: string }[]
}

const rowsMost = 20
/** Characters; Slack takes about 13,000 in all blocks of a message. */
const most = { lines: 9_500, linesBesideTable: 4_500, rows: 6_000 } as const

export const cellMost = 400

export const partsOfAnswer = ({ lines = [], table, file }: Answer): AnswerParts => {
  const all = table?.rows ?? []
  const rows = fitting(
    all,
    row => Math.min(togetherInCell(row.join('')).length, cellMost * row.length),
    most.rows,
  )
  const shownRows = rows.slice(0, rowsMost)
  const shownLines = fitting(
    lines,
    line => sentence(line).length,
    all.length === 0 ? most.lines : most.linesBesideTable,
  )
  const moreRows = all.length - shownRows.length
  const moreLines = lines.length - shownLines.length
  return {
    lines: shownLines,
    rows: shownRows,
    moreRows,
    moreLines,
    files: [
      ...(moreLines > 0 ? [{ name: 'answer.txt', text: `${lines.join('\n')}\n` }] : []),
      ...(table && (moreRows > 0 || table.whole)
        ? [{ name: 'rows.csv', text: csv(table.columns, table.whole ?? all) }]
        : []),
      ...(file ? [file] : []),
    ],
  }
}

const fitting = <T>(all: readonly T[], length: (one: T) => number, limit: number): readonly T[] => {
  let left = limit
  const end = all.findIndex(one => {
    left -= length(one)
    return left < 0
  })
  return end < 0 ? all : all.slice(0, end)
}
