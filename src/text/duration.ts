const unitMinutes = {
  minute: 1,
  min: 1,
  hour: 60,
  h: 60,
  day: 1_440,
  d: 1_440,
  week: 10_080,
  w: 10_080,
}

const yearMinutes = 366 * 1_440

/** `90 minutes`, `6 h`, `3 days`, `2 weeks` in minutes; undefined for other texts, and beyond a year. */
export const readDuration = (text: string): number | undefined => {
  const [, amount, word = ''] = /^(\d{1,6}) ?([a-z]+)$/.exec(text.trim().toLowerCase()) ?? []
  const unit = word.length > 1 ? word.replace(/s$/, '') : word
  const minutes = Number(amount) * (unitMinutes[unit as keyof typeof unitMinutes] ?? Number.NaN)
  return minutes >= 1 && minutes <= yearMinutes ? minutes : undefined
}
