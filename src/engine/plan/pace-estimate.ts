/** The pace of a plan's batches in words, because an approver says yes to the limits of the pace as well. */
import type { PaceLimits } from '#model/actions/batches'
import { pacing } from '#model/actions/pacing'
import { piecesOf } from '#model/actions/pieces'
import type { Estimate, Plan } from '#model/plan'
import { count } from '#text/figures'
import { listed } from '#text/listed'

export const paceEstimate = ({ steps }: Pick<Plan, 'steps'>): readonly Estimate[] => {
  const paces = steps.flatMap(({ action }) => piecesOf(action)?.pace ?? [])
  const words = [...new Set(paces.map(paceWords))]
  return words.length === 0 ? [] : [{ label: 'Pace', value: words.join('; then ') }]
}

const paceWords = ({ rows, pauseMs }: PaceLimits): string => {
  const choices = [
    ...(rows.least < rows.most ? [`${span(rows)} rows`] : []),
    ...(pauseMs.least < pauseMs.most ? [`${span(pauseMs)} ms`] : []),
  ]
  const chosen = choices.length === 0 ? '' : `; \`run pace\` may choose ${listed(choices)}`
  return `${rowsWords(rows)}, ${restWords(pauseMs)}${chosen}`
}

const span = ({ least, most }: PaceLimits['rows']): string => `${count(least)} to ${count(most)}`

const rowsWords = ({ least, first }: PaceLimits['rows']): string =>
  least === first
    ? `batches of ${count(first)} rows`
    : `batches of up to ${count(first)} rows, fewer where a batch takes over ${pacing.aimMs} ms`

const restWords = ({ first, most }: PaceLimits['pauseMs']): string => {
  if (first === 0) return 'without a rest between two'
  const longer = first < most ? ` and ${pacing.restTimes} times as long as the batch took` : ''
  return `each followed by a rest of at least ${count(first)} ms${longer}`
}
