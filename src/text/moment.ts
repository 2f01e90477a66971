/** A moment as people write one. */

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
