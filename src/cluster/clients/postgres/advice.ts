/** What to do about an answer of PostgreSQL, by SQLSTATE (manual, Appendix A); the most exact one counts. */

/** Codes that users meet, then their classes. */
const ways: Readonly<Record<string, string>> = {
  '0A': 'Ask for it in another form: this version or this kind of object cannot do that.',
  '25006':
    'Ask again when the node takes writes: it is a replica, or default_transaction_read_only is on.',
  '28': 'Run `doctor`: it tries the logins of the inventory.',
  '3F': 'Ask again with a schema that is there.',
  '40': 'Ask again: two sessions were in the way of each other and PostgreSQL ended this one.',
  '40P01': 'Ask again: two sessions waited for each other and PostgreSQL ended this one.',
  '42': 'Fix what it names, then plan again.',
  '42501':
    'Run `doctor`: it prints each GRANT that a login of Howdah lacks. If it finds none missing, ask the owner of what is named here.',
  '42601': 'Fix the text at that place, then plan again.',
  '42703':
    'Look whether it was renamed or dropped meanwhile; a view of an extension changes with `ALTER EXTENSION … UPDATE`.',
  '42710': 'Look at what has that name already, then plan again.',
  '42883':
    'Look whether it was dropped, or is in another schema: from 17 on a build looks for functions in pg_catalog alone.',
  '42P01':
    'Look whether it was dropped or renamed, or is in another schema: from 17 on a build looks in pg_catalog alone.',
  '42P07': 'Look at what has that name already, then plan again.',
  '53': 'Give the server more of what it lacks, or ask again when it has less to do.',
  '53100': 'Free disk space on the server, then try again.',
  '53300': 'Raise max_connections or free connections, then try again.',
  '53400': 'Raise that limit for the acting login, or the memory with which it needs no such file.',
  '54000':
    'Index less of each value: `method=hash`, or an expression such as `columns=md5(…)` or `columns=left(…, 200)`.',
  '54': 'Ask for less of it: PostgreSQL has a fixed limit there.',
  '55': 'Ask again when the object is in that state no more.',
  '55P03': 'Ask again when the table is less busy, or cancel the session that holds the lock.',
  '57014': 'Somebody or a timeout cancelled the statement: find out why before you ask again.',
  '58': 'Look into the log of the server: a file or a disk of its failed.',
  XX: 'Look into the log of the server, which says more; it may be damage, or a bug of PostgreSQL or of an extension.',
}

export const adviceFor = (sqlstate: string): string =>
  ways[sqlstate] ??
  ways[sqlstate.slice(0, 2)] ??
  'Fix what it names, or look its SQLSTATE up in Appendix A of the manual, then try again.'
