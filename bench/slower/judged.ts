/** How soon a rule finds the changes of a trace, and how often in vain. */
import type { Rule } from './rules.ts'
import type { Trace } from './trace.ts'

/** Steps after a change; a later alarm has another cause. */
const foundWithin = 360

export const judged = (trace: Trace, rule: Rule) => {
  const seconds = new Map<string, number>()
  let falseAlarms = 0
  let before: ReadonlySet<string> = new Set()
  return {
    take(samples: ReturnType<Trace['at']>, step: number) {
      const now = rule.take(samples, step * trace.stepSeconds * 1_000)
      for (const queryid of now) {
        if (before.has(queryid)) continue
        const change = trace.changed.get(queryid)
        if (!change || step < change.at) falseAlarms += 1
        else if (!seconds.has(queryid) && step - change.at < foundWithin)
          seconds.set(queryid, (step - change.at + 1) * trace.stepSeconds)
      }
      before = new Set(now)
    },
    told: () => ({
      seconds: [...seconds.values()],
      changes: trace.changed.size,
      falseAlarms,
      days: trace.statementDays,
    }),
  }
}
