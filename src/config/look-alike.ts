/** A Slack on this machine is a look-alike: any visitor of the page acts as any person. */
import { isLoopback } from '#src/loopback'

export const isLookAlike = (apiUrl: string | undefined): boolean =>
  apiUrl !== undefined && URL.canParse(apiUrl) && isLoopback({ host: new URL(apiUrl).hostname })
