/** Makes text from people, databases and servers harmless in a message. */
import { visible } from '#text/invisible'

/** Text escaped so cannot mention a person, add a link, or set text in bold. */
export const escape = (text: string): string =>
  visible(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** A mark that could begin or end formatting; a mark inside a word (`users_lower_idx`) cannot. */
const mark = /(?<![\p{L}\p{N}])[*_~`]|[*_~`](?![\p{L}\p{N}])/gu

/** Shows formatting characters as plain text, by a word joiner after each mark. */
export const plain = (text: string): string =>
  escape(text).replaceAll(mark, character => `${character}\u2060`)

/** Puts text in a code span; a back-tick inside would end the span. */
export const code = (text: string): string => `\`${escape(text).replaceAll('`', 'ˋ')}\``

/** Puts the whole text in as many code blocks as Slack's limit for a section requires. */
export const codeBlocks = (text: string): readonly string[] =>
  pieces(escape(text).replaceAll('```', 'ˋˋˋ'), 2_900).map(piece => `\`\`\`${piece}\`\`\``)

/** Splits escaped text, at a space if possible; never within `&amp;`. */
export const pieces = (text: string, most: number): readonly string[] => {
  const all: string[] = []
  let rest = text
  while (rest.length > most) {
    const full = whole(rest.slice(0, most))
    const space = full.lastIndexOf(' ') + 1
    const piece = space > most - 200 ? full.slice(0, space) : full
    all.push(piece)
    rest = rest.slice(piece.length)
  }
  return [...all, rest]
}

/** Removes a half left by a cut: of an entity, a date, a mention or a character. */
const whole = (markup: string): string =>
  markup.replace(/(?:&[a-z]{0,3}|<[^<>]*|[\ud800-\udbff])$/, '')

/** Howdah's sentences may hold `code` from a catalogue: the back-ticks stay, the rest is escaped. */
export const sentence = (text: string): string =>
  escape(text)
    .split(/(`[^`]*`)/)
    .map(part => (part.startsWith('`') ? part : localised(part)))
    .join('')

/** Shows Howdah's times, "2026-11-23 12:00 UTC", by each reader's clock. */
export const localised = (text: string): string =>
  text.replaceAll(
    /\b(\d{4}-\d\d-\d\d) (\d\d:\d\d(?::\d\d)?) UTC\b/g,
    (said, day: string, time: string) => {
      const at = Date.parse(`${day}T${time}Z`)
      return Number.isNaN(at) ? said : when(new Date(at).toISOString())
    },
  )

/** Cuts markup from Howdah or escaped text, and closes a fence that the cut would leave open. */
export const cutMarkup = (markup: string, most: number): string => {
  if (markup.length <= most) return markup
  const kept = whole(markup.slice(0, most - 4)).trimEnd()
  return `${kept}…${kept.split('```').length % 2 === 0 ? '```' : ''}`
}

export const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`

/** Slack shows the time in the reader's own time zone; the fallback is UTC. */
export const when = (iso: string): string => {
  const at = new Date(iso)
  const utc = at.toISOString().slice(0, 16).replace('T', ' ')
  return `<!date^${Math.floor(at.getTime() / 1_000)}^{date_short_pretty} {time}|${utc} UTC>`
}
