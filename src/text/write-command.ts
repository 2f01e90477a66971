/**
 * Writes a command with each value that the command needs. `said` is the part that is written already; a
 * value with blanks or quotes, or that begins like a word of a command (`of=`), goes into quotes.
 */
export const writeCommand = (
  said: string,
  values: Readonly<Record<string, string | number | null>>,
): string =>
  [
    said,
    ...Object.entries(values).flatMap(([key, value]) =>
      value === null ? [] : [`${key}=${quoted(String(value))}`],
    ),
  ].join(' ')

const quoted = (value: string): string => {
  if (/^(?![\p{L}\d_-]+=)[^\s"'“”„«»‘’‚]+$/u.test(value)) return value
  const [quote = '"'] = ['"', "'"].filter(one => !value.includes(one))
  return `${quote}${value.replaceAll(quote, '’')}${quote}`
}
