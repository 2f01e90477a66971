/** A moment as people write one. */
import { readMinutes } from '#text/length'

const form =
  /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?(?: ?(UTC|Z|[+-]\d\d:?\d\d))?$/i

/** Reads `2026-11-29 14:03:20`, in UTC unless an offset follows, as an ISO time; undefined for other words. */
export const readMoment = (said: string): string | undefined => {
  const [whole, year, month, day, hour, minute, second = '00', fraction = '', zone = 'Z'] =
    form.exec(said.trim()) ?? []
  if (whole === undefined) return undefined
  const written = `${year}-${month}-${day}T${hour}:${minute}:${second}`
  const plain = new Date(`${written}Z`)
  // A day that no month has would become another day.
  if (Number.isNaN(plain.getTime()) || !plain.toISOString().startsWith(written)) return undefined
  const offset = /^([+-])(\d\d):?(\d\d)$/.exec(zone)
  const minutes = offset ? Number(offset[2]) * 60 + Number(offset[3]) : 0
  const at = new Date(plain.getTime() - (offset?.[1] === '-' ? -1 : 1) * minutes * 60_000)
  return `${at.toISOString().slice(0, 19)}${fraction === '' ? '' : `.${fraction}`}Z`
}

const dayMs = 86_400_000

const words: Readonly<Record<string, number>> = { today: 0, yesterday: 1, 'last week': 7 }

/** Begin and exclusive end, the same for a moment. Days are those of UTC. */
interface TimeSaid {
  readonly from: Date
  readonly to: Date
}

/** Reads `2026-11-29`, `2026-11-29 14:03`, `7d`, `yesterday` or `last week`; undefined for other words. */
export const readTimeSaid = (said: string, now: Date): TimeSaid | undefined => {
  const plain = said.trim().toLowerCase()
  const days = words[plain]
  if (days !== undefined) {
    const today = Math.floor(now.getTime() / dayMs) * dayMs
    return { from: new Date(today - days * dayMs), to: new Date(today - days * dayMs + dayMs) }
  }
  if (/^\d{4}-\d\d-\d\d$/.test(plain)) {
    const day = readMoment(`${plain} 00:00`)
    return day === undefined
      ? undefined
      : { from: new Date(day), to: new Date(Date.parse(day) + dayMs) }
  }
  const moment = readMoment(said)
  const minutes = readMinutes(plain.replace(/ ago$/, ''))
  if (moment === undefined && minutes === undefined) return undefined
  const at = new Date(moment ?? now.getTime() - (minutes ?? 0) * 60_000)
  return Number.isNaN(at.getTime()) ? undefined : { from: at, to: at }
}
