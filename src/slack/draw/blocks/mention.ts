import { isUserGroup } from '#model/identity'
import { plain } from '#slack/draw/blocks/escape'

/** Mentions a person by id, so that Slack shows the name; a login may be called by any name. */
export const mention = (person: string, name: string): string => {
  if (person.startsWith('cli/')) return `${plain(name.replace(/^cli\//, ''))} (command line)`
  const id = person.slice(person.indexOf('/') + 1)
  return /^[UW][A-Z0-9_]+$/.test(id) ? `<@${id}>` : plain(name)
}

/** Mentions the owner as named in the inventory: a person, a group, or a channel. */
export const ownerOf = (id: string): string => {
  if (/^[UW][A-Z0-9_]+$/.test(id)) return `<@${id}>`
  if (isUserGroup(id)) return `<!subteam^${id}>`
  return /^[CG][A-Z0-9_]+$/.test(id) ? `<#${id}>` : plain(id)
}
