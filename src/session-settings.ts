/**
 * Settings of every session of Howdah, whatever the server, the database or the role say: with different
 * settings the same text is read or sent with a different meaning. A setting in the start packet wins over
 * `ALTER DATABASE` and `ALTER ROLE` (manual 19.1.3), and a pooled session keeps such a setting.
 */

const fixed = {
  // Times. An ambiguous date like 01/02/2026 is refused instead of being read in the order of some server.
  DateStyle: 'ISO,YMD',
  TimeZone: 'UTC',
  IntervalStyle: 'postgres',
  // Values as text.
  bytea_output: 'hex',
  extra_float_digits: '1',
  // How a statement is read: a plan's SQL was parsed with these.
  standard_conforming_strings: 'on',
  transform_null_equals: 'off',
  array_nulls: 'on',
  // A function or operator of the database that fits better would be taken for the catalogue's, and act as Howdah.
  search_path: 'pg_catalog',
  // How definitions are printed.
  quote_all_identifiers: 'off',
  // The acting role, the visible rows, and how a transaction runs.
  role: 'none',
  row_security: 'on',
  default_transaction_isolation: 'read committed',
  default_transaction_deferrable: 'off',
  // Nobody else's: whether the session has it tells whether a pooler let the start packet through.
  'howdah.settings': 'sent',
} as const

/** Where names without a schema are found in a statement that people wrote or read: as in a session of their own. */
export const schemaOfStatements = 'public'

/** SQL that is true in a session that has the settings above. */
export const settingsArrived = `coalesce(pg_catalog.current_setting('howdah.settings', true) operator(pg_catalog.=) 'sent', false)`

/** SQL that gives the settings to the present transaction, in a session that lost the start packet's. */
export const settingsHere = (more: Readonly<Record<string, string>> = {}): string =>
  `select ${Object.entries({ ...fixed, ...more })
    .map(([name, value]) => `pg_catalog.set_config('${name}', '${value}', true)`)
    .join(', ')}`

/** The `options` of a start packet: the fixed settings and `more`, where `more` wins. */
export const sessionOptions = (more: Readonly<Record<string, string>> = {}): string =>
  Object.entries({ ...fixed, ...more })
    .map(([name, value]) => `-c ${name}=${value.replaceAll(/[\\\s]/g, String.raw`\$&`)}`)
    .join(' ')
