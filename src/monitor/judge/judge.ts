/** Judges a change by the readings of its guard; pure, and the same for every process. */
import type { MetricSample } from '#cluster/facts/metric/sample'
import type { Guard, Judgement, Limit } from '#model/guard'
import { judgeNode, type NodeVerdict, type Readings } from '#monitor/judge/node'
import { clock } from '#monitor/judge/words'
import { metricRules } from '#monitor/metrics/catalogue'

/** Older readings say nothing about now. */
const freshSeconds = 60

export const judge = (
  guard: Guard,
  before: readonly MetricSample[],
  since: readonly MetricSample[],
  now: Date,
): Judgement => {
  const last = since.at(-1)
  if (!last) return notMeasurable('Nothing was read since the change.')
  if (now.getTime() - Date.parse(last.at) > freshSeconds * 1_000)
    return notMeasurable(`Nothing was read since ${clock(last.at)}.`)
  const moved = movedPrimary([...before, ...since])
  if (moved) return notMeasurable(moved)
  const verdicts = guard.watches.map(limit => ({
    limit,
    verdict: judgeLimit({ before, since }, limit),
  }))
  for (const { limit, verdict } of verdicts)
    if (verdict.kind === 'breach')
      return { kind: 'breach', limit, ...verdict.figure, since: verdict.since }
  const untold = verdicts.flatMap(({ verdict }) =>
    verdict.kind === 'untold' ? [verdict.because] : [],
  )
  const figures = verdicts.flatMap(({ verdict }) =>
    verdict.kind === 'well' ? [verdict.figure] : [],
  )
  if (untold.length === 0) return { kind: 'well', figures }
  const said = notMeasurable([...new Set(untold)].join(' '))
  return figures.length === 0 ? said : { ...said, figures }
}

const notMeasurable = (because: string): Extract<Judgement, { kind: 'not measurable' }> => ({
  kind: 'not measurable',
  because,
})

const movedPrimary = (samples: readonly MetricSample[]): string | undefined => {
  const primaries = samples.flatMap(({ at, nodes }) =>
    Object.entries(nodes).flatMap(([name, { role }]) => (role === 'primary' ? [{ at, name }] : [])),
  )
  const [first] = primaries
  const other = primaries.find(({ name }) => name !== first?.name)
  return (
    other &&
    `The primary changed from ${first?.name} to ${other.name} before ${clock(other.at)}, and figures of two servers cannot be compared.`
  )
}

/** The node that is worst off speaks for all. A node without traffic counts only where no node has traffic. */
const judgeLimit = (readings: Readings, limit: Limit): NodeVerdict => {
  const names = nodesOf(readings, limit)
  const told = names
    .map(name => judgeNode(readings, name, limit, names.length > 1))
    .toSorted((one, other) => strainOf(other) - strainOf(one))
  return (
    told.find(({ kind }) => kind === 'breach') ??
    told.find(one => one.kind === 'untold' && !one.quiet) ??
    told.find(({ kind }) => kind === 'well') ??
    told[0] ?? { kind: 'untold', because: 'No node was read since the change.', quiet: false }
  )
}

const strainOf = (verdict: NodeVerdict): number => (verdict.kind === 'untold' ? 0 : verdict.strain)

const nodesOf = ({ before, since }: Readings, limit: Limit): readonly string[] => {
  const { on } = metricRules[limit.metric]
  const nodes = [...before, ...since].flatMap(({ nodes }) => Object.entries(nodes))
  return [
    ...new Set(
      nodes.flatMap(([name, { role }]) => (on === 'every node' || role === on ? [name] : [])),
    ),
  ]
}
