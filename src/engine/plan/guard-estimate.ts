/** The guard of a plan in words, because an approver says yes to the guard as well. */
import type { Guard, Limit, Metric } from '#model/guard'
import type { Estimate } from '#model/plan'
import { bytes, milliseconds, percent } from '#text/figures'

export const guardEstimate = (guard: Guard | null): readonly Estimate[] =>
  guard === null
    ? []
    : [
        {
          label: 'Guard',
          value: `for ${guard.minutes} min: undone automatically if ${eitherOf(guard.watches.map(limitWords))}; the value before is measured right before the first step; a person is asked where that cannot be measured${asksOfMachine(guard)}`,
        },
      ]

/** The mean time of statements is compared with what a fixed computation takes. */
const asksOfMachine = ({ watches }: Guard): string =>
  watches.some(({ metric, factor }) => metric === 'statement time' && factor !== null)
    ? ', or where the whole machine got slower'
    : ''

/** Each limit by itself undoes: "and" stands within a limit only. */
const eitherOf = (limits: readonly string[]): string =>
  limits.length === 1
    ? (limits[0] ?? '')
    : limits.map((one, at) => `(${at + 1}) ${one}`).join(', or ')

/** Says "temporary files come to over 2 times their value before and over 4.0 MB/s". */
const limitWords = (limit: Limit): string => {
  const { factor, above } = limit
  const bounds = [
    ...(factor === null ? [] : [`over ${factor} times the value before`]),
    ...(above === null ? [] : [`over ${figureOf(limit.metric, above)}`]),
  ]
  const both = bounds.length > 1 ? 'both ' : ''
  return `${subjectOf(limit)} ${limit.metric in plural ? 'come' : 'comes'} to ${both}${bounds.join(' and ')}`
}

const plural: Readonly<Partial<Record<Metric, true>>> = {
  'temporary files': true,
  'waiting sessions': true,
  'waiting commits': true,
  'waiting clients': true,
  'checkpoint requests': true,
  'failed archiving': true,
}

const subjects: Readonly<Record<Exclude<Metric, 'statement time' | 'waiting clients'>, string>> = {
  rollbacks: 'the share of rollbacks',
  'temporary files': 'temporary files',
  'waiting sessions': 'sessions that wait for a lock',
  'waiting commits': 'commits that wait for a replica',
  connections: 'the share of connections in use',
  'checkpoint requests': 'checkpoints before their time',
  'replication lag': 'the lag of a replica',
  WAL: 'WAL',
  'failed archiving': 'failed attempts to archive',
}

const subjectOf = (limit: Limit): string => {
  if (limit.metric === 'statement time') return `the mean time of ${limit.label}`
  if (limit.metric !== 'waiting clients') return subjects[limit.metric]
  return `clients that wait for a server of ${limit.pool.pooler}/${limit.pool.database}`
}

const figureOf = (metric: Metric, value: number): string => {
  switch (metric) {
    case 'statement time':
      return milliseconds(value)
    case 'rollbacks':
    case 'connections':
      return percent(value)
    case 'temporary files':
    case 'WAL':
      return `${bytes(value)}/s`
    case 'replication lag':
      return bytes(value)
    case 'waiting sessions':
    case 'waiting commits':
    case 'waiting clients':
      return String(value)
    case 'checkpoint requests':
    case 'failed archiving':
      return `${value} a minute`
  }
}
