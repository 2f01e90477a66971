// @ts-check
/** Formats times as Slack does, in the browser's time zone. */

/** @param {Date} date @param {Intl.DateTimeFormatOptions} options */
const write = (date, options) => new Intl.DateTimeFormat('en-US', options).format(date)

/** @param {number} day */
const ordinal = day => {
  if (day % 100 > 10 && day % 100 < 14) return `${day}th`
  return `${day}${['th', 'st', 'nd', 'rd'][day % 10] ?? 'th'}`
}

/** @param {Date} date @param {Date} now @returns {string | null} */
const nearDay = (date, now) => {
  /** @param {Date} d */
  const midnight = d => new Date(d.getFullYear(), d.getMonth(), d.getDate()).getTime()
  const days = Math.round((midnight(date) - midnight(now)) / 86_400_000)
  return days === 0 ? 'today' : days === -1 ? 'yesterday' : days === 1 ? 'tomorrow' : null
}

/** @param {Date} date */
export const clock = date => write(date, { hour: 'numeric', minute: '2-digit' })

/** @param {Date} date */
export const clockSeconds = date =>
  write(date, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })

/** "Today", "Monday, November 23rd". @param {Date} date @param {Date} [now] */
export const dayName = (date, now = new Date()) => {
  const near = nearDay(date, now)
  if (near && near !== 'tomorrow') return near === 'today' ? 'Today' : 'Yesterday'
  const month = write(date, { month: 'long' })
  return `${write(date, { weekday: 'long' })}, ${month} ${ordinal(date.getDate())}`
}

/** "Today at 9:04 PM". @param {Date} date @param {Date} [now] */
export const dayAndClock = (date, now = new Date()) => `${dayName(date, now)} at ${clock(date)}`

/** @param {Date} date @param {'long' | 'short'} month */
const day = (date, month) =>
  month === 'long'
    ? `${write(date, { month })} ${ordinal(date.getDate())}, ${date.getFullYear()}`
    : `${write(date, { month })} ${date.getDate()}, ${date.getFullYear()}`

/** @param {Date} date @param {Date} now */
const ago = (date, now) => {
  const minutes = Math.round((date.getTime() - now.getTime()) / 60_000)
  const form = new Intl.RelativeTimeFormat('en-US', { numeric: 'auto' })
  if (Math.abs(minutes) < 60) return form.format(minutes, 'minute')
  if (Math.abs(minutes) < 1440) return form.format(Math.round(minutes / 60), 'hour')
  return form.format(Math.round(minutes / 1440), 'day')
}

/**
 * The text of `<!date^seconds^format|fallback>`; null when the format has an unknown word.
 * @param {number} seconds @param {string} format @param {Date} [now] @returns {string | null}
 */
export const formatDate = (seconds, format, now = new Date()) => {
  const date = new Date(seconds * 1000)
  if (Number.isNaN(date.getTime())) return null
  const near = nearDay(date, now)
  /** @type {Record<string, string>} */
  const words = {
    date_num: `${date.getFullYear()}-${write(date, { month: '2-digit' })}-${write(date, { day: '2-digit' })}`,
    date_slash: write(date, { month: '2-digit', day: '2-digit', year: 'numeric' }),
    date: day(date, 'long'),
    date_short: day(date, 'short'),
    date_long: `${write(date, { weekday: 'long' })}, ${day(date, 'long')}`,
    date_pretty: near ?? day(date, 'long'),
    date_short_pretty: near ?? day(date, 'short'),
    date_long_pretty: near ?? `${write(date, { weekday: 'long' })}, ${day(date, 'long')}`,
    time: clock(date),
    time_secs: write(date, { hour: 'numeric', minute: '2-digit', second: '2-digit' }),
    ago: ago(date, now),
  }
  let known = true
  const said = format.replace(/\{(\w+)\}/g, (_, word) => {
    known &&= words[word] !== undefined
    return words[word] ?? ''
  })
  return known ? said : null
}
