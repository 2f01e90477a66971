/** A Slack on this machine is a look-alike: whoever opens its page acts as anybody. */
import { isLoopback } from '#src/loopback'

export const isLookAlike = (apiUrl: string | undefined): boolean =>
  apiUrl !== undefined && URL.canParse(apiUrl) && isLoopback({ host: new URL(apiUrl).hostname })
