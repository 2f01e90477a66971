/** Text for a terminal: what people or databases hide in it is shown, never obeyed. */
import { visible } from '#text/invisible'
import { nameCommands } from '#text/name-commands'

/** Says sentences of ours, which name `commands` bare and people as Slack writes them, as a terminal shows them. */
export const speaking =
  (commands: readonly { readonly words: string }[]) =>
  (text: string): string =>
    nameCommands(
      visible(text),
      commands.map(({ words }) => words),
      typed,
    )
      .replaceAll(/<@([^<>|]+)>/g, '$1')
      .replaceAll(/<!subteam\^([^<>|]+)>/g, '$1')

/** A command as a shell takes it: `columns=lower(email)` would be a mistake to it. */
export const typed = (words: string): string => {
  const shown = visible(words).trim()
  return /^[\w=.,:/@%+\- "]*$/.test(shown)
    ? `howdah ${shown}`
    : `howdah '${shown.replaceAll("'", "'\\''")}'`
}

/** Columns under each other; those of figures end at one edge. */
export const table = (
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] => {
  const cells = [columns, ...rows].map(row => row.map(cell => visible(cell).replaceAll('\n', ' ')))
  const widths = columns.map((_, place) =>
    cells.reduce((most, row) => Math.max(most, lengthOf(row[place] ?? '')), 0),
  )
  const figures = columns.map((_, place) =>
    rows.every(row => /^(-?[\d.,]+( [A-Za-z%]+)?)?$/.test(row[place] ?? '')),
  )
  const line = (row: readonly string[]): string =>
    row
      .map((cell, place) => {
        const room = ' '.repeat(Math.max(0, (widths[place] ?? 0) - lengthOf(cell)))
        return figures[place] ? `${room}${cell}` : `${cell}${room}`
      })
      .join('  ')
      .trimEnd()
  const [head = [], ...body] = cells
  return [line(head), widths.map(width => '-'.repeat(width)).join('  '), ...body.map(line)]
}

const lengthOf = (text: string): number => Array.from(text).length
