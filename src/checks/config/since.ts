/** The beginning of a count in words. */
import { seconds } from '#text/figures'
import { minute } from '#text/instant'

/** Seconds between two times of the epoch; null where the beginning is not known. */
export const secondsSince = (at: number, began: number | null): number | null =>
  began === null ? null : Math.max(0, at - began)

/** `since 2026-11-29 02:07 UTC (3 h)`. */
export const sinceWords = (at: number, began: number): string =>
  `since ${minute(isoOf(began))} (${seconds(at - began)})`

export const isoOf = (epoch: number): string => new Date(epoch * 1_000).toISOString()
