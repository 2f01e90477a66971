/** Addresses at which the app may answer an act: a few times, for a while. */
import { randomBytes } from 'node:crypto'
import { newId } from '#local/slack/ids'
import type { Limits } from '#local/slack/options'

export interface ResponseContext {
  readonly channel: string
  readonly user: string
  /** The message of the act; null for a command. */
  readonly ts: string | null
  readonly threadTs: string | null
}

export interface ResponseUrls {
  /** The path of a new address. */
  issue(context: ResponseContext): string
  spend(path: string): ResponseContext | 'expired_url' | 'used_url' | 'invalid_url'
}

export const responsePath = '/response/'

export const createResponseUrls = (limits: Limits, team: string): ResponseUrls => {
  const issued = new Map<string, { context: ResponseContext; until: number; left: number }>()
  return {
    issue(context) {
      const path = `${responsePath}${team}/${newId('')}/${randomBytes(12).toString('hex')}`
      const until = Date.now() + limits.responseUrlMs
      issued.set(path, { context, until, left: limits.responseUrlUses })
      return path
    },
    spend(path) {
      const found = issued.get(path)
      if (found === undefined) return 'invalid_url'
      if (Date.now() > found.until) return 'expired_url'
      if (found.left === 0) return 'used_url'
      found.left -= 1
      return found.context
    },
  }
}
