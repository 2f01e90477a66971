/** Refusals where an event was not found in the archived WAL. */
import type { MomentFacts, NamedTable, Sought } from '#cluster/facts/restore/moment'
import { nameOfDropped } from '#model/clone/target'
import { type Refusal, refusal } from '#model/refusal'
import { minute } from '#text/instant'

export const notFound = (sought: Sought, facts: MomentFacts): Refusal => {
  const { read, live, transaction, table } = sought
  if (read === null)
    return refusal(
      `There is no archived WAL behind a backup of ${facts.cluster}, so nothing can be found there.`,
      'See what the archive has.',
      'backup status',
    )
  const span = `the ${live ? '' : 'archived '}WAL from ${read.from} to ${read.to}${since(facts)}`
  if (read.damage !== null)
    return refusal(
      `${what(sought)} was not found in ${span}, where reading ended: ${read.damage}`,
      'Name a moment before that with `to=`.',
      'backup status',
    )
  if (table) return noDrop(table, span, live ? null : later(facts))
  if (transaction?.ahead)
    return refusal(`No transaction has the number ${transaction.xid} yet.`, 'Look at the number.')
  if (transaction?.status === 'aborted')
    return refusal(
      `Transaction ${transaction.xid} was rolled back, and changed nothing.`,
      'Name the moment with `to=`.',
    )
  return transaction?.status === 'in progress'
    ? refusal(`Transaction ${transaction.xid} still runs.`, 'Wait for its end.')
    : refusal(
        `${what(sought)} was not found in ${span}.`,
        `Name the moment with \`to=\`. ${later(facts)}`,
      )
}

/** `otherwise` is what to do where the drop is not archived yet; null where it would have been found. */
const noDrop = (table: NamedTable, span: string, otherwise: string | null): Refusal => {
  const name = nameOfDropped(table)
  const then = (first: string) => [first, otherwise].filter(Boolean).join(' ')
  if (table.there)
    return refusal(
      `${name} is there, and no drop of it is in ${span}.`,
      then('Name the moment with `to=`.'),
    )
  if (!table.hasSchema)
    return refusal(
      `No drop of ${name} is in ${span}, and there is no schema ${table.schema}.`,
      then('Look at the name.'),
    )
  return refusal(
    `${name} is not there, and no drop of it is in ${span}.`,
    then(table.near === null ? 'Look at the name.' : `Was ${table.near} meant?`),
  )
}

const since = ({ whole }: MomentFacts): string => {
  const oldest = whole.at(-1)
  return oldest ? ` (since ${minute(oldest.about.startedAt)})` : ''
}

const what = ({ table, transaction }: Sought): string =>
  table
    ? `A drop of ${nameOfDropped(table)}`
    : transaction
      ? `The commit of transaction ${transaction.xid}`
      : 'Such a restore point'

/** What was written last lies in a file of WAL that is not archived yet. */
const later = ({ node }: MomentFacts): string =>
  `If it was later, let somebody run \`SELECT pg_switch_wal()\` on ${node}, and ask again.`
