/** A table as a CSV file. A spreadsheet must not take a cell, or a part of a cell, for a formula. */
type Row = readonly string[]

export const csv = (columns: Row, rows: readonly Row[]): string =>
  `${[columns, ...rows].map(row => row.map(cell).join(',')).join('\r\n')}\r\n`

const cell = (text: string): string => {
  const harmless = number.test(text) ? text : defused(text)
  return /[";,\t\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

const number = /^[+-]?\d+(?:\.\d+)?$/

/** Spaces and characters that cannot be seen: spreadsheets skip some of them. */
const skipped = String.raw`(?:(?![\t\r\n])[\s\p{C}\p{Default_Ignorable_Code_Point}\u2800])*`

/** With their full-width, small, raised and lowered forms. */
const signs = String.raw`[=+\-@\u2212\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u207a-\u207c\u208a-\u208c]`

/** Where a formula would begin: some spreadsheets split at a tab, a line end or, by country, a semicolon. */
const begins = new RegExp(String.raw`(?<=^|[;\t\r\n])(?=${skipped}${signs})`, 'gu')

const defused = (text: string): string => text.replaceAll(begins, "'")
