import { plain } from '#slack/escape'

/** Who is to act, as the inventory names them: a person, a group, or a channel. */
export const ownerOf = (id: string): string => {
  if (/^[UW][A-Z0-9_]+$/.test(id)) return `<@${id}>`
  if (/^S[A-Z0-9_]+$/.test(id)) return `<!subteam^${id}>`
  return /^[CG][A-Z0-9_]+$/.test(id) ? `<#${id}>` : plain(id)
}
