/** Text for a terminal: control characters from people or databases are shown, never obeyed. */
import type { PeopleConfig } from '#model/configuration'
import { peopleInWords } from '#terminal/people-in-words'
import { visible } from '#text/invisible'
import { nameCommands } from '#text/name-commands'

/** One mention, or several in a row. */
const mentions = /<(?:@|!subteam\^)[^<>|]+>(?:, <(?:@|!subteam\^)[^<>|]+>)*/g

/**
 * Turns Howdah's sentences into terminal text: `commands` get `howdah` in front, Slack's markup of code goes, and
 * people are named as a terminal knows them.
 */
export const speaking =
  (commands: readonly { readonly words: string }[], people: PeopleConfig) =>
  (text: string): string =>
    nameCommands(
      visible(text),
      commands.map(({ words }) => words),
      typed,
    )
      .replaceAll(/`([^`]+)`/g, (_, code: string) =>
        /\s/.test(code) && !code.startsWith('howdah ') ? `“${code}”` : code,
      )
      .replaceAll(mentions, said =>
        peopleInWords(
          said.split(', ').map(one => one.replaceAll(/^<(?:@|!subteam\^)|>$/g, '')),
          people,
        ),
      )

/** Quotes a command for a shell: `columns=lower(email)` would be a syntax error. */
export const typed = (words: string): string => {
  const shown = visible(words).trim()
  return /^[\w=.,:/@%+\- "]*$/.test(shown)
    ? `howdah ${shown}`
    : `howdah '${shown.replaceAll("'", "'\\''")}'`
}

/** Draws a table; columns of figures are right-aligned. */
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
