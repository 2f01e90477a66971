/** Kinds in the order they can come; `detail` is plain data for the thread. */
export const journalKinds = [
  'looked',
  'took over',
  'adopted',
  'ended orphan',
  'intent',
  'done',
  'failed',
  'settled',
  'undo intent',
  'undone',
  'undo failed',
  'verified',
  'checkpoint',
  'held',
  'resumed',
  'fenced',
  'parked',
  'abandoned',
  'ended',
  'measured',
  'reopened',
  'reverting',
  'kept',
  'unjudged',
  'note',
] as const

export type JournalKind = (typeof journalKinds)[number]

export interface JournalEntry {
  readonly seq: number
  readonly token: number
  readonly kind: JournalKind
  readonly step: number | null
  readonly detail: Readonly<Record<string, unknown>>
  readonly at: string
}
