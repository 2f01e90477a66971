/** Sentences about statements that are slower than usual. */
import { statementName } from '#cluster/facts/query/slowest'
import type { Slower } from '#model/traffic'
import { counted, milliseconds } from '#text/figures'
import { minute } from '#text/instant'

const most = 3

/** The worst first; `texts` by queryid. */
export const slowerLines = (
  slower: readonly Slower[],
  texts: Readonly<Record<string, string | null>>,
): readonly string[] => {
  const worst = slower.toSorted((one, other) => timesOf(other) - timesOf(one))
  const others = worst.length - most
  return [
    ...worst.slice(0, most).map(one => {
      const name = statementName({ queryid: one.queryid, text: texts[one.queryid] ?? null })
      const since = minute(new Date(one.since).toISOString())
      return `Slower than usual since ${since}: ${name}, ${milliseconds(one.meanMs)} each, usually ${milliseconds(one.usualMs)}.`
    }),
    ...(others > 0
      ? [`So ${others === 1 ? 'is' : 'are'} ${counted(others, 'other statement')}.`]
      : []),
  ]
}

const timesOf = ({ meanMs, usualMs }: Slower): number => meanMs / usualMs
