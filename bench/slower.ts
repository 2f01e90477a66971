/**
 * How soon a statement that has become slower for good is found, and how many statements are found in vain: `npm run
 * bench:slower -- [servers] [times]`. Over two days of 300 simulated statements on each server, 120 of which become
 * slower, beside the rule of five minutes that monitors have. Fails where half are found after 40 s or one of twenty
 * after 120 s, or at more than 50 false alarms in 1,000 days of a statement.
 */
import { judged } from './slower/judged.ts'
import { fiveMinutes, ours } from './slower/rules.ts'
import { type Trace, traceOf } from './slower/trace.ts'

const [servers = 4, by = 2] = process.argv.slice(2).map(Number)
const most = { median: 40, late: 120, falseAlarms: 50 }

const runOn = (trace: Trace) => {
  const rules = [judged(trace, ours()), judged(trace, fiveMinutes())]
  for (let step = 0; step < trace.steps; step += 1) {
    const samples = trace.at(step)
    for (const rule of rules) rule.take(samples, step)
  }
  return rules.map(({ told }) => told())
}

const runs = Array.from({ length: servers }, (_, seed) =>
  runOn(traceOf({ seed: seed + 1, statements: 300, days: 2, changes: 120, by })),
)
const together = ['Howdah', 'five minutes, over 2 x the hour before'].map((name, place) => {
  const all = runs.flatMap(run => run[place] ?? [])
  const seconds = all.flatMap(one => one.seconds).toSorted((one, other) => one - other)
  const changes = all.reduce((sum, one) => sum + one.changes, 0)
  const at = (share: number) => seconds[Math.ceil(changes * share) - 1] ?? Number.POSITIVE_INFINITY
  const falseAlarms =
    (1_000 * all.reduce((sum, one) => sum + one.falseAlarms, 0)) /
    all.reduce((sum, one) => sum + one.days, 0)
  return {
    name,
    median: at(0.5),
    late: at(0.95),
    missed: changes - seconds.length,
    changes,
    falseAlarms,
  }
})
const within = (seconds: number) =>
  seconds === Number.POSITIVE_INFINITY ? 'never' : `${seconds} s`
for (const { name, median, late, missed, changes, falseAlarms } of together)
  console.log(
    `${name.padEnd(40)} half found within ${within(median)}, 95 % within ${within(late)}, ${missed} of ${changes} missed; ${falseAlarms.toFixed(0)} false alarms in 1,000 days of a statement`,
  )
const [mine] = together
if (
  !mine ||
  mine.median > most.median ||
  mine.late > most.late ||
  mine.falseAlarms > most.falseAlarms
) {
  console.error('bench:slower: found too late, or too often.')
  process.exitCode = 1
}
