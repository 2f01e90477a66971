/** The plan that an alert offers, judged as the plan's own check would. */
import {
  lookAtRequested,
  type RequestedIndex,
  type TableFacts,
} from '#cluster/facts/index/requested'
import { tryIndex } from '#cluster/facts/index/trial'
import { shareThatFits } from '#cluster/facts/table/fitting'
import type { Suggestion } from '#cluster/sql/suggest-index'
import type { View } from '#model/view'
import { writeCommand } from '#text/write-command'

export interface Offer {
  readonly command: string
  /** Why nobody checked whether the planner would use the index; null where the planner or the rows tell. */
  readonly unchecked: string | null
}

/** An index is worth its upkeep where a search finds few of the rows. */
export const mostFitting = 0.05

/**
 * Null for an existing index, an index that the plan of the build would refuse, or an index that finds too many rows;
 * `told` is true where the returned rows tell that few rows fit. `trials` remembers.
 */
export const offerOf = async (
  view: View,
  suggestion: Suggestion,
  told: boolean,
  trials: Map<string, boolean>,
): Promise<Offer | null> => {
  const { columns, where, method } = suggestion
  const wish: RequestedIndex = {
    table: tableOf(suggestion),
    columns,
    where,
    method,
    unique: false,
    include: null,
    with: null,
    name: null,
  }
  const facts = await lookAtRequested(view, wish)
  if (facts.found !== 'one' || facts.same !== null) return null
  const command = commandOf(suggestion, view.cluster.name)
  const takes = trials.get(command) ?? (await wouldBeBuilt(view, wish, facts))
  trials.set(command, takes)
  if (!takes) return null
  if (told || suggestion.searches.length === 0) return { command, unchecked: null }
  const fitting = await shareThatFits(view.primary, facts.table, suggestion)
  if (!fitting.known) return { command, unchecked: fitting.because }
  return fitting.share > mostFitting ? null : { command, unchecked: null }
}

const wouldBeBuilt = async (
  view: View,
  wish: RequestedIndex,
  facts: TableFacts,
): Promise<boolean> => {
  const tried = await tryIndex(view, wish, facts)
  if (tried?.kind === 'tried') return tried.same === null
  if (tried?.kind !== 'untried') return false
  const { parts, opclasses } = facts
  return (
    parts.elements.every(({ column }) => column === null) ||
    opclasses.some(({ fits }) => fits.length > 0)
  )
}

/** The table as the statement names it. */
const tableOf = ({ schema, table }: Suggestion): string =>
  schema === null ? table : `${schema}.${table}`

const commandOf = (wish: Suggestion, cluster: string): string => {
  const { columns, where, method } = wish
  const said = [
    `index create table=${tableOf(wish)} columns=${columns}`,
    ...(where === null ? [] : [`where=${where}`]),
    ...(method === 'btree' ? [] : [`method=${method}`]),
  ].join(' ')
  return writeCommand(said, { cluster })
}
