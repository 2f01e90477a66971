/** The label of a button that says a command: the verb first, in Title Case. */

const known: Readonly<Record<string, string>> = {
  help: 'Show Help',
  status: 'Show Status',
  doctor: 'Run Doctor',
  'lock tree': 'Show Locks',
  'query slow': 'Show Slow Queries',
  'access who-can': 'Show Access',
  'index list': 'List Indexes',
  'replication status': 'Show Replication',
  'pool status': 'Show Pools',
  'run list': 'List Runs',
  'run cancel': 'Stop Run',
  'run keep': 'Keep It',
  'run take-back': 'Undo It Now',
  'plan review': 'Close Review',
  'stop all': 'Stop All Runs',
  'session cancel': 'Cancel Statement',
  'session terminate': 'End Session',
}

/** `index drop users_email_idx` → `Drop Index`. */
export const offerLabel = (command: string): string => {
  const [first = '', second = ''] = command.split(' ')
  const label = known[`${first} ${second}`] ?? known[first]
  return label ?? [second, first].filter(Boolean).map(titled).join(' ')
}

const titled = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`
