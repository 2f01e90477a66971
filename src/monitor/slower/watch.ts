/** Finds statements that have become slower than their own past, alone among the statements of a server. */
import type { Slower } from '#model/traffic'
import { above, firstPast, isAbove, learned, type Past, withSample } from '#monitor/slower/past'

/** What a statement did in about ten seconds. */
export interface TenSeconds {
  readonly calls: number
  readonly totalMs: number
}

export interface SlowerWatch {
  /** Samples by queryid; `at` in milliseconds. */
  take(samples: ReadonlyMap<string, TenSeconds>, at: number): void
  slower(): readonly Slower[]
}

/** Fewer calls say little of a mean. */
const leastCalls = 3
/** From so many slower statements on the server has become slower: a share of the called statements. */
const many = { share: 0.05, least: 4 } as const
/** Statements from which on the middle of all says something. */
const leastForCommon = 8
/** Statements with a past; the one called longest ago is forgotten first. */
const mostStatements = 5_000

export const watchSlower = (): SlowerWatch => {
  const pasts = new Map<string, Past>()
  const newest = new Map<string, number>()

  const remember = (queryid: string, past: Past): void => {
    pasts.delete(queryid)
    pasts.set(queryid, past)
    for (const [oldest] of pasts) {
      if (pasts.size <= mostStatements) break
      pasts.delete(oldest)
      newest.delete(oldest)
    }
  }

  return {
    take(samples, at) {
      const seen = [...samples].flatMap(([queryid, { calls, totalMs }]) => {
        if (calls < leastCalls || totalMs <= 0) return []
        const time = Math.log(totalMs / calls)
        return [{ queryid, time, past: pasts.get(queryid) ?? firstPast(time) }]
      })
      const common = commonOf(seen)
      const excesses = seen.map(one => ({ ...one, excess: above(one.past, one.time) - common }))
      const beside = excesses.filter(
        ({ past, excess }) => isOld(past) && !past.isSlower && past.inARow > 0 && isAbove(excess),
      )
      const alone = beside.length <= Math.max(many.least, many.share * seen.length)
      for (const { queryid, time, past, excess } of excesses) {
        remember(queryid, withSample(past, excess, at, alone))
        newest.set(queryid, time)
      }
    },
    slower: () =>
      [...pasts].flatMap(([queryid, { isSlower, usual, since }]) =>
        isSlower
          ? [
              {
                queryid,
                usualMs: Math.exp(usual),
                meanMs: Math.exp(newest.get(queryid) ?? usual),
                since: since ?? 0,
              },
            ]
          : [],
      ),
  }
}

const isOld = ({ samples }: Past): boolean => samples > learned

/** The middle of all, never below 0: a stall of the machine makes every statement slower. */
const commonOf = (seen: readonly { readonly past: Past; readonly time: number }[]): number => {
  const all = seen
    .filter(({ past }) => isOld(past))
    .map(({ past, time }) => above(past, time))
    .toSorted((one, other) => one - other)
  return all.length < leastForCommon ? 0 : Math.max(0, all[Math.floor(all.length / 2)] ?? 0)
}
