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

/** What has several lines, as SQL may, stays together under its first one. */
export const indented = (text: string, by = 5): string =>
  text.replaceAll('\n', `\n${' '.repeat(by)}`)

/** Quotes a command for a shell: `columns=lower(email)` would be a syntax error. */
export const typed = (words: string): string => {
  const shown = visible(words).trim()
  return /^[\w=.,:/@%+\- "]*$/.test(shown)
    ? `howdah ${shown}`
    : `howdah '${shown.replaceAll("'", "'\\''")}'`
}
