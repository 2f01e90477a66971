/** Figures of metrics, each in the unit of the metric. */
import { bytes, count, milliseconds, percent } from '#text/figures'

const onAverage = (value: number): string =>
  Number.isInteger(value) ? count(value) : value.toFixed(1)

const writers = {
  milliseconds,
  // A tenth of a percent tells 0.4 % from nothing.
  share: (value: number) =>
    value > 0 && value < 0.1 ? `${(value * 100).toFixed(1)} %` : percent(value),
  bytes,
  'bytes a second': (value: number) => `${bytes(value)}/s`,
  sessions: onAverage,
  clients: onAverage,
  commits: onAverage,
  'attempts a minute': (value: number) => `${value.toFixed(1)} a minute`,
  'checkpoints a minute': (value: number) => `${value.toFixed(1)} a minute`,
} as const

export type MetricUnit = keyof typeof writers

export const inUnitOf = (unit: MetricUnit, value: number): string => writers[unit](value)
