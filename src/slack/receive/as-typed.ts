/**
 * Gives back what a person typed from what Slack sends (docs.slack.dev, “Formatting message text”): escaped
 * characters, links, and references to people, groups and channels.
 */
import { type Refusal, refusal } from '#model/refusal'
import { apart } from '#slack/draw/blocks/together'

const sent = /<([^<>]*)>|&(lt|gt|amp);/g

const characters: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&' }

const unescaped = (text: string): string =>
  text.replaceAll(/&(lt|gt|amp);/g, (whole, name: string) => characters[name] ?? whole)

/**
 * Before any quote a reference becomes the id, as Slack means it. After a quote it may be data, and becomes
 * what was typed; where Slack does not say what was typed, the text is refused.
 */
export const asTyped = (sentText: string): string | Refusal => {
  let lost: string | undefined
  const quoted = sentText.search(/["'“”„«»‘’‚]/)
  const before = quoted === -1 ? sentText : sentText.slice(0, quoted)
  // A name copied out of a table brings along what kept it on one line.
  const text = apart(before) + sentText.slice(before.length)
  const firstQuote = quoted === -1 ? -1 : apart(before).length
  const typed = text.replaceAll(
    sent,
    (whole: string, inside: string | undefined, entity: string | undefined, at: number) => {
      if (entity !== undefined) return unescaped(whole)
      const [target = '', label = ''] = unescaped(inside ?? '').split('|')
      if (!/^[@#!]/.test(target)) return label === '' ? target.replace(/^mailto:/, '') : label
      if (/^!(here|channel|everyone)$/.test(target)) return `@${target.slice(1)}`
      const id = target.replace(/^([@#]|!subteam\^)/, '')
      if (firstQuote === -1 || at < firstQuote) return id
      if (label === '') lost ??= whole
      return target.startsWith('#') ? `#${label}` : `@${label.replace(/^@/, '')}`
    },
  )
  return lost === undefined
    ? typed
    : refusal(
        `Slack sent ${lost} in place of what was typed within the quotes.`,
        'Use the form, whose fields Slack sends as they are: say the command without its values.',
      )
}
