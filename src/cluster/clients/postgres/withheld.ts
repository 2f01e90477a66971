/** PostgreSQL's messages about data may hold a value of a row, so people read Howdah's own words instead. */

/** The fields that tell where an error or a notice comes from. */
export interface ErrorFields {
  readonly code?: string | undefined
  readonly routine?: string | undefined
  /** The place in the sent statement, where the text of the statement is wrong. */
  readonly position?: string | undefined
  /** The functions and statements around the error, a line each. */
  readonly where?: string | undefined
}

/**
 * True for data, constraints, code outside of SQL, errors that a function raises under any SQLSTATE, and whatever else
 * comes up inside a function: EXECUTE makes a syntax error or a missing column of a value.
 */
export const mayHoldValues = (said: ErrorFields): boolean => {
  const { code = '', routine = '', position } = said
  if (routine === 'exec_stmt_raise') return true
  if (/^(22|23|3[89]|P0)/.test(code)) return !(code === '22023' && ofSettings.test(routine))
  // The input of tsquery, jsonpath and the like calls a value a syntax error.
  if (code === '42601' && position === undefined && !ofSettings.test(routine)) return true
  return isInside(said) && !ofServer.test(code)
}

/** Where PostgreSQL judges a value of a setting or an option of an index, which a person wrote. */
const ofSettings =
  /^(parse_and_validate_value|call_\w+_check_hook|AlterSystemSetConfigFile|parse_one_reloption|parseRelOptionsInternal)$/

/** Locks, resources, operators, damage: PostgreSQL's own words in any place. A function can name a file by a value (58). */
const ofServer = /^(40|53|55|57|XX00[12])/

/** A build in parallel adds a line to each error. */
const isInside = ({ where = '' }: ErrorFields): boolean =>
  where.split('\n').some(line => line !== '' && line !== 'parallel worker')

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
    /^(22|42601$)/,
    'A row has a value that cannot be computed with, which is not told here',
    'Select the expression over the table by hand: PostgreSQL then names the value. Fix the row or the expression (`nullif(…)`, `case when … end`, a `where` that leaves such rows out), then try again.',
  ],
] as const
