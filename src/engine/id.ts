import { randomBytes } from 'node:crypto'

// Crockford's alphabet in lower case: nothing that reads like something else on a phone.
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

const random = (length: number): string =>
  [...randomBytes(length)].map(byte => alphabet[byte % alphabet.length]).join('')

/** Short and speakable: what people type. Not a secret. */
export const newPlanId = (): string => `p-${random(7)}`
export const newRunId = (): string => `r-${random(7)}`
export const newChangeId = (): string => `c-${random(7)}`

/** What a button carries: 130 random bits, nothing else. */
export const newButtonId = (): string => random(26)
