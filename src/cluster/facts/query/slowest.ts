/** The statements that take most of the time of a database, with partitions folded, and why there may be none. */
import { type CountedSince, countedSince } from '#cluster/facts/query/counted-since'
import { type FoldedStatement, foldStatements } from '#cluster/facts/query/fold'
import { type StatementsSetup, statementsSetup, uncountedBecause } from '#cluster/facts/query/setup'
import {
  type HeavyStatement,
  type HeavyStatements,
  heaviestOf,
  heaviestStatements,
} from '#cluster/facts/query/statements'
import { seesStatements } from '#cluster/facts/query/view'
import { partitionsOf } from '#cluster/facts/table/partitions'
import { lineOf, tagOf } from '#cluster/sql/tag'
import type { Spent } from '#model/traffic'
import type { View } from '#model/view'
import { counted } from '#text/figures'

export interface Slowest extends Pick<HeavyStatements, 'textless'> {
  readonly setup: StatementsSetup
  /** Whether the login sees statements of other sessions. */
  readonly sees: boolean
  readonly since: CountedSince | null
  readonly statements: readonly FoldedStatement[]
}

/** The same statement on each partition is found among so many. */
const readMost = 200

/** Of the newest time, as in `spent`; since the counters began for null. */
export const slowestStatements = async (
  view: View,
  most: number,
  spent: Spent | null,
): Promise<Slowest> => {
  const setup = await statementsSetup(view.primary)
  const isCounted = uncountedBecause(setup, view.database) === null
  const sees = isCounted && (await seesStatements(view.primary))
  if (!sees) return { setup, sees, since: null, statements: [], textless: null }
  const partitions = await partitionsOf(view.primary)
  const limit = partitions.length === 0 ? most : Math.max(most, readMost)
  const { statements, textless } = await (spent === null
    ? heaviestStatements(view, limit)
    : heaviestOf(view, spent.statements, limit))
  return {
    setup,
    sees,
    since: await countedSince(view.primary, setup),
    statements: foldStatements(statements, partitions).slice(0, most),
    textless,
  }
}

/** The tag of the application, else the beginning of the text. */
export const statementName = ({
  queryid,
  text,
}: Pick<HeavyStatement, 'queryid' | 'text'>): string =>
  text === null ? `statement ${queryid}` : (tagOf(text) ?? lineOf(text, 60))

/** The heaviest stands for the others, whose figures are in the sum. */
export const otherPartitions = ({ all, root }: FoldedStatement): string =>
  root === null ? '' : ` (and on ${counted(all.length - 1, 'other partition')} of ${root})`
