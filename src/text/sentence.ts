/** Texts of PostgreSQL as sentences. */

/** Ends each line with a full stop, except a line with a punctuation mark at the end, and joins the lines. */
export const asSentence = (text: string): string =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean)
    .map(line => (/[.!?…:]$/.test(line) ? line : `${line}.`))
    .join(' ')
