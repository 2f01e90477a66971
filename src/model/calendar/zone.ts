import { z } from 'zod'

/** By name: PostgreSQL and Node read the sign of `+02:00` in opposite ways. */
const isZone = (text: string): boolean => {
  if (!/^[a-z]/i.test(text)) return false
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: text }))
  } catch {
    return false
  }
}

/** The name of a time zone, as the IANA database has it and PostgreSQL and Node know it. */
export const zoneName = z.string().refine(isZone, 'name a time zone: Europe/Berlin')
