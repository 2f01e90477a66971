/** Lengths of time as people write them. */
const units = ['year', 'month', 'week', 'day', 'hour', 'minute', 'second'] as const
export type Unit = (typeof units)[number]

export interface Length {
  readonly count: number
  readonly unit: Unit
}

const short: Readonly<Record<string, Unit>> = { w: 'week', d: 'day', h: 'hour', min: 'minute' }

const unitOf = (word: string): Unit | undefined => {
  const one = word.length > 1 ? word.replace(/s$/, '') : word
  return units.find(unit => unit === one) ?? short[one]
}

export const adverbs: Readonly<Record<string, Length>> = {
  hourly: { count: 1, unit: 'hour' },
  daily: { count: 1, unit: 'day' },
  weekly: { count: 1, unit: 'week' },
  monthly: { count: 1, unit: 'month' },
  quarterly: { count: 3, unit: 'month' },
  yearly: { count: 1, unit: 'year' },
}

/** Reads `12 months`, `7 d` or `weekly`; null for other words, and for more than 9,999 of a unit. */
export const readLength = (said: string): Length | null => {
  const plain = said.trim().toLowerCase()
  const adverb = adverbs[plain]
  if (adverb) return adverb
  const [, digits = '1', word = ''] = /^([1-9]\d{0,3})?\s*([a-z]+)$/.exec(plain) ?? []
  const unit = unitOf(word)
  return unit === undefined ? null : { count: Number(digits), unit }
}

/** Units that are the same length at all times. */
const minutesIn: Readonly<Partial<Record<Unit, number>>> = {
  week: 10_080,
  day: 1_440,
  hour: 60,
  minute: 1,
}

/** Reads `1h 30min`, `90 minutes` or `3 days` as minutes, 0 included; undefined for other words. */
export const readMinutes = (said: string): number | undefined => {
  const plain = said.trim().toLowerCase()
  const parts = [...plain.matchAll(/(\d{1,6}) ?([a-z]+) ?/gy)]
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== plain) return undefined
  const minutes = parts.reduce((sum, [, count, word = '']) => {
    // No month is read here, so that `15m` can only be minutes.
    const unit = word === 'm' ? 'minute' : unitOf(word)
    return sum + Number(count) * ((unit && minutesIn[unit]) ?? Number.NaN)
  }, 0)
  return Number.isNaN(minutes) ? undefined : minutes
}
