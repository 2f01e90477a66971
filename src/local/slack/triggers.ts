/** A person's act lets the app open a single view, once and soon. */
import { randomBytes, randomInt } from 'node:crypto'
import { ApiFailure } from '#local/slack/api/failure'

export interface Triggers {
  issue(user: string): string
  /** Returns the user who may be shown a view; throws Slack's error otherwise. */
  spend(trigger: string): string
}

export const createTriggers = (lifeMs: number): Triggers => {
  const issued = new Map<string, { readonly user: string; readonly until: number }>()
  const spent = new Set<string>()
  return {
    issue(user) {
      const trigger = `${randomInt(1e12)}.${randomInt(1e12)}.${randomBytes(16).toString('hex')}`
      issued.set(trigger, { user, until: Date.now() + lifeMs })
      return trigger
    },
    spend(trigger) {
      const found = issued.get(trigger)
      if (found === undefined) throw new ApiFailure('invalid_trigger_id')
      if (spent.has(trigger)) throw new ApiFailure('exchanged_trigger_id')
      if (Date.now() > found.until) throw new ApiFailure('expired_trigger_id')
      spent.add(trigger)
      return found.user
    },
  }
}
