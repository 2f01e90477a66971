/** The last change to a message, window or Home before sending: commands get the name of the slash command. */
import { nameCommands } from '#text/name-commands'

export type Wording = <T extends { readonly blocks: readonly object[] }>(drawn: T) => T

export const openWording = (command: string, commands: readonly string[]): Wording => {
  const named = (text: string): string => nameCommands(text, commands, line => `${command} ${line}`)
  const within = (value: unknown, markdown: boolean): unknown => {
    if (typeof value === 'string') return markdown ? named(value) : value
    if (Array.isArray(value)) return value.map(one => within(one, false))
    if (typeof value !== 'object' || value === null) return value
    const ours = 'type' in value && value.type === 'mrkdwn'
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, within(one, ours && key === 'text')]),
    )
  }
  return drawn => within(drawn, false) as typeof drawn
}
