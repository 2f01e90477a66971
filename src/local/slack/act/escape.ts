/** Rewrites typed text as Slack does: control characters are escaped, names become ids. */
import type { SlackState } from '#local/slack/store'

/** Commands get `<@U1|olga>` (should_escape in the manifest), messages `<@U1>`. */
export const escapeTyped = (
  state: SlackState,
  typed: string,
  label: 'with names' | 'bare',
): string => {
  const mention = (sign: string, id: string, name: string) =>
    label === 'with names' ? `<${sign}${id}|${name}>` : `<${sign}${id}>`
  return typed
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/(?<![\w.])@([\w.-]*\w)/g, (whole, name: string) => {
      if (name === 'channel' || name === 'here') return `<!${name}>`
      const person = state.people.find(one => one.name.toLowerCase() === name.toLowerCase())
      if (person) return mention('@', person.id, person.name)
      const group = state.groups.find(one => one.handle === name)
      return group ? mention('!subteam^', group.id, `@${name}`) : whole
    })
    .replaceAll(/(?<!\w)#([\w-]+)/g, (whole, name: string) => {
      const channel = state.channels.find(one => one.kind === 'channel' && one.name === name)
      return channel ? mention('#', channel.id, name) : whole
    })
}
