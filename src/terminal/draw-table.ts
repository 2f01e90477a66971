/** A table as wide as the terminal at most: long cells go on below, within their column. */
import { visible } from '#text/invisible'

/** `room` is the width of the terminal; a file or a pipe has none. Columns of figures are right-aligned. */
export const drawTable = (
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  room = Number.POSITIVE_INFINITY,
): readonly string[] => {
  const cells = [columns, ...rows].map(row => row.map(cell => visible(cell).replaceAll('\n', ' ')))
  const widths = fitted(
    columns.map((_, place) =>
      cells.reduce((most, row) => Math.max(most, lengthOf(row[place] ?? '')), 0),
    ),
    room - between.length * (columns.length - 1),
  )
  const figures = columns.map((_, place) =>
    rows.every(row => /^(-?[\d.,]+( [A-Za-z%]+)?)?$/.test(row[place] ?? '')),
  )
  const linesOf = (row: readonly string[]): readonly string[] => {
    const folded = row.map((cell, place) => foldedAt(cell, widths[place] ?? 0))
    const height = Math.max(...folded.map(({ length }) => length))
    return Array.from({ length: height }, (_, at) =>
      folded
        .map((lines, place) => {
          const text = lines[at] ?? ''
          const blank = ' '.repeat(Math.max(0, (widths[place] ?? 0) - lengthOf(text)))
          return figures[place] ? `${blank}${text}` : `${text}${blank}`
        })
        .join(between)
        .trimEnd(),
    )
  }
  const [head = [], ...body] = cells
  const rule = widths.map(width => '-'.repeat(width)).join(between)
  return [...linesOf(head), rule, ...body.flatMap(linesOf)]
}

const between = '  '

/** A narrower column would be read letter by letter. */
const least = 10

/** Takes from the widest columns first. */
const fitted = (wanted: readonly number[], room: number): readonly number[] => {
  const widths = [...wanted]
  const sum = (): number => widths.reduce((all, width) => all + width, 0)
  while (sum() > room) {
    const widest = Math.max(...widths)
    if (widest <= least) break
    widths[widths.indexOf(widest)] = widest - 1
  }
  return widths
}

/** Lines of at most `width`, broken at blanks; a word that is longer is broken within. */
const foldedAt = (text: string, width: number): readonly string[] => {
  const lines: string[] = []
  let rest = Array.from(text)
  while (rest.length > width) {
    const blank = rest.lastIndexOf(' ', width)
    const end = blank > 0 ? blank : width
    lines.push(rest.slice(0, end).join('').trimEnd())
    rest = rest.slice(blank > 0 ? end + 1 : end)
  }
  return [...lines, rest.join('')]
}

const lengthOf = (text: string): number => Array.from(text).length
