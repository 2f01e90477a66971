/** Rules that say which statements are slower, each by its own memory. */
import { type TenSeconds, watchSlower } from '#monitor/slower/watch'

export interface Rule {
  /** Takes a step and gives the statements that are slower now. */
  take(samples: ReadonlyMap<string, TenSeconds>, at: number): ReadonlySet<string>
}

export const ours = (): Rule => {
  const watch = watchSlower()
  return {
    take(samples, at) {
      watch.take(samples, at)
      return new Set(watch.slower().map(({ queryid }) => queryid))
    },
  }
}

const meanOf = (all: readonly TenSeconds[]): number =>
  all.reduce((sum, { totalMs }) => sum + totalMs, 0) /
  all.reduce((sum, { calls }) => sum + calls, 0)

/** As monitors are set up: the mean of five minutes is over twice the mean of the hour before, asked every five minutes. */
export const fiveMinutes = (): Rule => {
  const kept = new Map<string, TenSeconds[]>()
  const [hour, short] = [360, 30]
  let step = 0
  let slower: ReadonlySet<string> = new Set()
  return {
    take(samples) {
      step += 1
      for (const [queryid, sample] of samples) {
        const all = kept.get(queryid) ?? []
        kept.set(queryid, all)
        all.push(sample)
        if (all.length > hour + short) all.shift()
      }
      if (step % short === 0)
        slower = new Set(
          [...kept].flatMap(([queryid, all]) =>
            all.length === hour + short && meanOf(all.slice(hour)) > 2 * meanOf(all.slice(0, hour))
              ? [queryid]
              : [],
          ),
        )
      return slower
    },
  }
}
