/**
 * Sentences name commands bare, as `run list`; each edge says them its own way, `/pg run list` or
 * `howdah run list`. A single word may be the name of a column: it counts only where it is to be said.
 */
const fence = '```'
const span = /(\b(?:say|run|see|with|until) )?(?<!`)`([^`\n]+)`(?!`)/gi

export const nameCommands = (
  text: string,
  commands: readonly string[],
  say: (line: string) => string,
): string =>
  text
    .split(fence)
    // What stands in a fence is SQL that somebody approves: not a character of it is changed.
    .map((part, place) => (place % 2 === 0 ? inSentences(part, commands, say) : part))
    .join(fence)

const inSentences: typeof nameCommands = (text, commands, say) =>
  text.replaceAll(span, (all: string, before: string | undefined, line: string) => {
    const words = commands.find(one => line === one || line.startsWith(`${one} `))
    const plain = words === line && !line.includes(' ') && before === undefined
    return words === undefined || plain ? all : `${before ?? ''}\`${say(line)}\``
  })
