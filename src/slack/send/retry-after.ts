import { ErrorCode } from '@slack/web-api'

/** Reads the seconds that Slack asks to wait; undefined when waiting would not help. */
export const retryAfter = (error: unknown): number | undefined =>
  error instanceof Error &&
  'code' in error &&
  error.code === ErrorCode.RateLimitedError &&
  'retryAfter' in error
    ? Number(error.retryAfter)
    : undefined
