import type { Credential } from '#model/configuration'

/** Reads `user:password`. The text is secret and is never repeated. */
export const credentialOf = (
  text: string | undefined,
  say: (problem: string) => void,
): Credential | undefined => {
  if (text === undefined) return undefined
  const colon = text.indexOf(':')
  if (colon > 0) return { user: text.slice(0, colon), password: text.slice(colon + 1) }
  say('a credential is written user:password')
  return undefined
}
