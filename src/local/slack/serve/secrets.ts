import { timingSafeEqual } from 'node:crypto'

/** The secrets that identify a caller: the app, the page, a test. */
export interface Secrets {
  /** xoxb-… */
  readonly botToken: string
  /** xapp-… */
  readonly appToken: string
  readonly signingSecret: string
  readonly pageToken: string
  readonly controlToken: string
}

export const isSecret = (secret: string, given: string | null | undefined): boolean => {
  const [right, other] = [Buffer.from(secret), Buffer.from(given ?? '')]
  return right.length === other.length && timingSafeEqual(right, other)
}
