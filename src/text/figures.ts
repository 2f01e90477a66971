/** Numbers as people say them, the same in plans, messages and answers. */

/** `14 MB`: powers of 1024, as PostgreSQL counts. */
export const bytes = (value: number): string => {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']
  let [amount, unit] = [value, 0]
  while (amount >= 1_024 && unit < units.length - 1) {
    amount /= 1_024
    unit += 1
  }
  return `${amount >= 10 || unit === 0 ? Math.round(amount) : amount.toFixed(1)} ${units[unit] ?? ''}`
}

/** `212 ms`, `0.6 ms`, `3.4 s`. */
export const milliseconds = (value: number): string => {
  if (value >= 10_000) return `${Math.round(value / 1_000)} s`
  if (value >= 1_000) return `${(value / 1_000).toFixed(1)} s`
  if (value >= 10) return `${Math.round(value)} ms`
  if (value === 0) return '0 ms'
  if (value < 0.005) return 'under 0.01 ms'
  return value >= 0.1 ? `${value.toFixed(1)} ms` : `${value.toFixed(2)} ms`
}

/** `40 s`, `12 min`, `3 h`, `5 days`. */
export const seconds = (value: number): string => {
  if (value < 90) return `${Math.round(value)} s`
  if (value < 5_400) return `${Math.round(value / 60)} min`
  return value < 172_800 ? `${Math.round(value / 3_600)} h` : `${Math.round(value / 86_400)} days`
}

/** `31 %`, of a share from 0 to 1. */
export const percent = (share: number): string => `${Math.round(share * 100)} %`

/** `400,000`. Without Intl, whose first number in a process takes up to a tenth of a second. */
export const count = (value: number): string =>
  String(Math.round(value)).replace(/\B(?=(?:\d{3})+$)/g, ',')

/** `1 call`, `40 calls`. */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${Math.round(value) === 1 ? one : many}`

/** `shop-1`, or `shop-1 (tablespace fast)`. */
export const diskOf = (node: string, { tablespace }: { readonly tablespace: string | null }) =>
  tablespace === null ? node : `${node} (tablespace ${tablespace})`

/** `a, b, c`, or `a, b, c and 40 more`. */
export const fewOf = (names: readonly string[], most = 3, mark = ', '): string =>
  names.length > most
    ? `${names.slice(0, most).join(mark)} and ${count(names.length - most)} more`
    : names.join(mark)
