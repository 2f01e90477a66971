/** PostgreSQL's messages about data may hold a value of a row, so people read Howdah's own words instead. */

/** The fields that tell where an error or a notice comes from. */
export interface ErrorFields {
  readonly code?: string | undefined
  readonly routine?: string | undefined
}

/** True for data, constraints, code outside of SQL, and errors that a function raises under any SQLSTATE. */
export const mayHoldValues = ({ code = '', routine }: ErrorFields): boolean =>
  /^(22(?!023)|23|3[89]|P0)/.test(code) || routine === 'exec_stmt_raise'

/** Gives Howdah's words; undefined when PostgreSQL's words may be shown. */
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
  'Run the statement by hand to read them, mend what they are about, then try again.',
] as const

const wordsFor = [
  [
    /^23505$/,
    'There are duplicates, which a unique index does not take',
    'Find them by hand (`select …, count(*) from … group by … having count(*) > 1`, with what the index holds), remove them, then try again.',
  ],
  [
    /^23/,
    'A row breaks a constraint, which is not told here because it may hold data',
    'Run the statement by hand to see which, mend the row, then try again.',
  ],
  [
    /^22/,
    'A row has a value that cannot be computed with, which is not told here',
    'Select the expression over the table by hand: PostgreSQL then names the value. Fix the row or the expression (`nullif(…)`, `case when … end`, a `where` that leaves such rows out), then try again.',
  ],
] as const
