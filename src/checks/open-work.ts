/** Howdah's own open work on some clusters, in sentences: what keeps runs from starting, and what waits for people. */
import type { Change } from '#model/change'
import type { Engine } from '#model/engine'
import type { OpenReport } from '#model/finding'
import { type Freeze, freezeLine, isFrozenBy } from '#model/freeze'
import { reviewLine } from '#model/record/review-line'
import { writeCommand } from '#text/write-command'

export interface OpenWork {
  readonly freezes: readonly Freeze[]
  readonly reviews: readonly Change[]
  /** Plans that are not over. */
  readonly open: readonly Change[]
}

export const readOpenWork = async (
  engine: Pick<Engine, 'freezes' | 'openReviews' | 'openChanges'>,
  clusters: readonly string[],
): Promise<OpenWork> => {
  const [freezes, reviews, open] = await Promise.all([
    engine.freezes(),
    engine.openReviews(),
    engine.openChanges(),
  ])
  const ours = ({ plan }: Change): boolean => clusters.includes(plan.cluster)
  return {
    freezes: freezes.filter(one => clusters.some(name => isFrozenBy(one, name))),
    reviews: reviews.filter(ours),
    open: open.filter(ours),
  }
}

/** What somebody has to do something about. */
export const waitingLines = ({ freezes, reviews, open }: OpenWork): readonly string[] => [
  ...freezes.map(freezeLine),
  ...reviews.map(reviewLine),
  ...open.filter(({ state }) => state === 'pending' || state === 'looking').map(waitingLine),
]

/** Open reports about a cluster, for people who ask instead of reading the channel. */
export const reportLines = (cluster: string, reports: readonly OpenReport[]): readonly string[] => [
  // Statements without a command of their own are told alike.
  ...new Set(reports.map(one => reportLine(cluster, one))),
]

const reportLine = (cluster: string, { kind, subject, day }: OpenReport): string => {
  const since = `Open in the reports since ${day}`
  if (kind === 'setting')
    return `${since}: ${subject} could be changed on ${cluster}. See \`${writeCommand('config advise', { cluster })}\`.`
  return subject.startsWith('index create ')
    ? `${since}: an index would help ${cluster}: \`${subject}\`.`
    : `${since}: a statement takes much of the time of ${cluster}. See \`${writeCommand('query slow', { cluster })}\`.`
}

/** What goes on by itself. */
export const runningLines = ({ open }: Pick<OpenWork, 'open'>): readonly string[] =>
  open.filter(({ state }) => state !== 'pending' && state !== 'looking').map(runningLine)

const waitingLine = ({ plan, state, run }: Change): string =>
  `\`${plan.id}\` (${plan.headline}) ${state === 'pending' ? 'waits for approval.' : `is being checked: its outcome is not known. ${run?.waitingFor ?? ''}`}`.trimEnd()

const runningLine = ({ plan, state, run }: Change): string =>
  `\`${plan.id}\` (${plan.headline}) ${state === 'running' ? 'runs.' : `waits. ${run?.waitingFor ?? ''}`}`.trimEnd()
