/** Text from people, databases and servers, made harmless for a message. */

/** Bidi controls and other invisible characters can make a plan read differently than it runs. */
const invisible = /[\p{Cf}\p{Co}\p{Cs}]|(?![\n\t])\p{Cc}/gu

const visible = (text: string): string =>
  text.replaceAll(
    invisible,
    character => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
  )

/** Nobody is mentioned, nothing is linked, nothing is set in bold by it. */
export const escape = (text: string): string =>
  visible(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** A mark that could begin or end formatting; inside a word (`users_lower_idx`) it cannot. */
const mark = /(?<![\p{L}\p{N}])[*_~`]|[*_~`](?![\p{L}\p{N}])/gu

/** What formatting would change is shown as it is, by a word joiner beside the mark. */
export const plain = (text: string): string =>
  escape(text).replaceAll(mark, character => `${character}\u2060`)

/** In a code span; a back-tick inside would end it. */
export const code = (text: string): string => `\`${escape(text).replaceAll('`', 'ˋ')}\``

export const codeBlock = (text: string, most = 2_600): string =>
  `\`\`\`${escape(cut(text, most)).replaceAll('```', 'ˋˋˋ')}\`\`\``

/** Sentences of our own may hold `code` from a catalogue: their back-ticks stay, the rest is escaped. */
export const sentence = (text: string): string => escape(text)

export const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`

/** Slack shows it in the reader's own time zone; the fallback is UTC. */
export const when = (iso: string): string => {
  const at = new Date(iso)
  const utc = at.toISOString().slice(0, 16).replace('T', ' ')
  return `<!date^${Math.floor(at.getTime() / 1_000)}^{date_short_pretty} {time}|${utc} UTC>`
}
