/** Makes ids in the shapes of Slack's ids. */
import { randomBytes } from 'node:crypto'

const letters = 'ABCDEFGHJKMNPQRSTVWXYZ0123456789'

export const newId = (prefix: string, length = 10): string =>
  prefix + Array.from(randomBytes(length), byte => letters[byte % letters.length]).join('')

export const newSecret = (): string => randomBytes(24).toString('base64url')

/** Makes block and action ids that the app left out. */
export const newShortId = (): string => randomBytes(4).toString('base64url').slice(0, 5)

let lastMicros = 0

/** Keeps every new ts after `ts`, a name from before this process, whatever the clock says. */
export const beginAfter = (ts: string): void => {
  lastMicros = Math.max(lastMicros, Number(ts.replace('.', '')))
}

/** Makes a message's ts: seconds and microseconds, each later than the previous ts. */
export const newTs = (): string => {
  lastMicros = Math.max(Date.now() * 1000, lastMicros + 1)
  const digits = String(lastMicros)
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`
}
