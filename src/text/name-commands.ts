/**
 * Sentences name commands bare, as `run list`; each edge has its own form, `/pg run list` or `howdah run
 * list`. A single word may be the name of a column and counts only after a verb like `say`.
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
    // A fence holds SQL that a person approves: no character is changed.
    .map((part, place) => (place % 2 === 0 ? inSentences(part, commands, say) : part))
    .join(fence)

const inSentences: typeof nameCommands = (text, commands, say) =>
  text.replaceAll(span, (all: string, before: string | undefined, line: string) => {
    const words = commands.find(one => line === one || line.startsWith(`${one} `))
    const plain = words === line && !line.includes(' ') && before === undefined
    return words === undefined || plain ? all : `${before ?? ''}\`${say(line)}\``
  })
