/**
 * Bounds of a range partition as exact numbers. A time counts milliseconds since 1970 (of a date or a timestamp as if
 * the zone were UTC), an integer is the integer, and a UUIDv7 begins with the milliseconds (RFC 9562, 5.7).
 */

export const keyKinds = ['date', 'timestamp', 'timestamptz', 'integer', 'uuid'] as const
export type KeyKind = (typeof keyKinds)[number]

/** The kind of a key by its type as `format_type` prints it; null for a type whose ranges have no step. */
export const keyKindOf = (type: string): KeyKind | null => {
  if (/^(smallint|integer|bigint)$/.test(type)) return 'integer'
  if (/^timestamp(\(\d\))? with time zone$/.test(type)) return 'timestamptz'
  if (/^timestamp(\(\d\))? without time zone$/.test(type)) return 'timestamp'
  return type === 'date' || type === 'uuid' ? type : null
}

export const isTime = (kind: KeyKind): boolean => kind !== 'integer'

/** Reads a bound as a session of Howdah prints it: ISO dates, in UTC. Null for MINVALUE, MAXVALUE and infinity. */
export const readBound = (kind: KeyKind, text: string | null): bigint | null => {
  if (text === null) return null
  if (kind === 'integer') return /^-?\d+$/.test(text) ? BigInt(text) : null
  if (kind === 'uuid') return BigInt(`0x${text.slice(0, 8)}${text.slice(9, 13)}`)
  const [day = '', clock = '00:00:00'] = text.replace(/\+00$/, '').split(' ')
  const at = Date.parse(`${day}T${clock}Z`)
  return Number.isNaN(at) ? null : BigInt(at)
}

/** Writes a bound as SQL reads it in any session. `like` is a bound of the same set: its tail is the tail of a UUID. */
export const writeBound = (kind: KeyKind, at: bigint, like: string): string => {
  if (kind === 'integer') return String(at)
  if (kind === 'uuid') {
    const hex = at.toString(16).padStart(12, '0')
    return `${hex.slice(0, 8)}-${hex.slice(8)}${like.slice(13)}`
  }
  const iso = new Date(Number(at)).toISOString()
  const day = iso.slice(0, 10)
  if (kind === 'date') return day
  const clock = iso.slice(11, 23).replace(/\.000$/, '')
  return `${day} ${clock}${kind === 'timestamptz' ? '+00' : ''}`
}

/** `2026-12-01`, `2026-12-01 05:00 UTC`, `1,000`: a bound as people read it. */
export const boundWords = (kind: KeyKind, at: bigint): string => {
  if (kind === 'integer') return at.toLocaleString('en')
  const iso = new Date(Number(at)).toISOString()
  const midnight = iso.slice(11, 23) === '00:00:00.000'
  if (midnight) return iso.slice(0, 10)
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)}${kind === 'timestamp' ? '' : ' UTC'}`
}

/** Whether a bound of a UUID key is a time of this century, as in UUIDv7. */
export const isTimeInUuid = (at: bigint): boolean =>
  at >= 946_684_800_000n && at < 4_102_444_800_000n

/** SQL that selects the bound of a range as text: of `pg_get_expr(relpartbound)`, at the place `at`. */
export const boundText = (bound: string, at: 1 | 2): string =>
  `(regexp_match(${bound}, '^FOR VALUES FROM \\(''?([^,'')]+)''?\\) TO \\(''?([^,'')]+)''?\\)$'))[${at}]`
