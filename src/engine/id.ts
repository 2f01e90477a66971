import { randomBytes } from 'node:crypto'

// Crockford's alphabet in lower case: no two letters look alike on a phone.
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

const random = (length: number): string =>
  [...randomBytes(length)].map(byte => alphabet[byte % alphabet.length]).join('')

/** An id that people type: short and speakable, not a secret. */
export const newPlanId = (): string => `p-${random(7)}`
export const newRunId = (): string => `r-${random(7)}`
export const newChangeId = (): string => `c-${random(7)}`

export const newStandingId = (): string => `sa-${random(7)}`
export const newEnrolmentId = (): string => `e-${random(9)}`

/** The id of a button: 130 random bits. */
export const newButtonId = (): string => random(26)
