/** A table as a CSV file. A spreadsheet must not take a cell for a formula. */
type Row = readonly string[]

export const csv = (columns: Row, rows: readonly Row[]): string =>
  `${[columns, ...rows].map(row => row.map(cell).join(',')).join('\r\n')}\r\n`

const cell = (text: string): string => {
  const harmless = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
