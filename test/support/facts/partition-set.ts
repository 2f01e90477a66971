/** A set of monthly partitions of `public.events`, as facts. */
import type { SetHead } from '#cluster/facts/partition/heads'
import type { Part } from '#cluster/facts/partition/parts'
import type { RangeStep } from '#cluster/facts/partition/step'

export const at = (text: string): bigint => BigInt(Date.parse(text))

export const monthly: RangeStep = { kind: 'calendar', count: 1, unit: 'month', zone: 'UTC' }

/** 29 November 2026. */
export const now = Date.parse('2026-11-29T00:00:00Z')

export const setHead = (more: Partial<SetHead> = {}): SetHead => ({
  oid: '100',
  schema: 'public',
  name: 'events',
  quoted: 'public.events',
  owner: 'app',
  strategy: 'range',
  keys: 1,
  column: 'day',
  type: 'date',
  kind: 'date',
  partOf: null,
  parts: 2,
  nested: 0,
  defaultPart: null,
  pending: [],
  bytes: 16_384,
  newest: [
    { lo: at('2026-12-01'), hi: at('2027-01-01') },
    { lo: at('2026-11-01'), hi: at('2026-12-01') },
  ],
  step: monthly,
  growth: null,
  zones: ['UTC'],
  ...more,
})

/** The partition of a month, `2026-11`. */
export const part = (month: string, more: Partial<Part> = {}): Part => {
  const [year = 0, number = 0] = month.split('-').map(Number)
  const name = `events_${month.replace('-', '_')}`
  return {
    oid: `${year}${number}`,
    schema: 'public',
    name,
    quoted: `public.${name}`,
    owner: 'app',
    lo: BigInt(Date.UTC(year, number - 1)),
    hi: BigInt(Date.UTC(year, number)),
    loText: `${month}-01`,
    hiText: new Date(Date.UTC(year, number)).toISOString().slice(0, 10),
    isDefault: false,
    pending: false,
    kind: 'table',
    bytes: 16_384,
    heapBytes: 8_192,
    rows: 100,
    ...more,
  }
}
