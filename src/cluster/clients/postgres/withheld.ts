/** What PostgreSQL says about data may hold a value of a row, which nobody is shown: our own words instead. */

/** The fields of an error or a notice that tell where it comes from. */
export interface ErrorFields {
  readonly code?: string | undefined
  readonly routine?: string | undefined
}

/** Data, constraints, code outside of SQL, and what a function raises, by whatever code. */
export const mayHoldValues = ({ code = '', routine }: ErrorFields): boolean =>
  /^(22(?!023)|23|3[89]|P0)/.test(code) || routine === 'exec_stmt_raise'

/** Undefined for what may be told in PostgreSQL's words. */
export const withheld = (
  said: ErrorFields,
): { readonly message: string; readonly instead: string } | undefined => {
  if (!mayHoldValues(said)) return undefined
  const { code = '' } = said
  const words = wordsFor.find(([codes]) => codes.test(code))
  const [, message, instead] = words ?? raised
  return { message: `${message} (SQLSTATE ${code})`, instead }
}

const raised = [
  /^/,
  'A function of the database raised an error, whose words may hold data and are not told here',
  'Run the statement by hand to read them, mend what they are about, then ask again.',
] as const

const wordsFor = [
  [
    /^23505$/,
    'There are duplicates, which a unique index does not take',
    'Find them by hand (`select …, count(*) from … group by … having count(*) > 1`, with what the index holds), remove them, then ask again.',
  ],
  [
    /^23/,
    'A row breaks a constraint, which is not told here because it may hold data',
    'Run the statement by hand to see which, mend the row, then ask again.',
  ],
  [
    /^22/,
    'A row has a value that cannot be computed with, which is not told here',
    'Select the expression over the table by hand: PostgreSQL then names the value. Mend the row or the expression (`nullif(…)`, `case when … end`, a `where` that leaves such rows out), then ask again.',
  ],
] as const
