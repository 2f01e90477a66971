/** The plan that an alert offers, judged as the plan's own check would. */
import {
  lookAtRequested,
  type RequestedIndex,
  type TableFacts,
} from '#cluster/facts/index/requested'
import { tryIndex } from '#cluster/facts/index/trial'
import type { Suggestion } from '#cluster/sql/suggest-index'
import type { View } from '#model/view'
import { writeCommand } from '#text/write-command'

/** False for an index that is there already, or that the plan of the build would refuse; `trials` remembers. */
export const isWorthAPlan = async (
  view: View,
  suggestion: Suggestion,
  trials: Map<string, boolean>,
): Promise<boolean> => {
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
  if (facts.found !== 'one' || facts.same !== null) return false
  const command = commandOf(suggestion, view.cluster.name)
  const takes = trials.get(command) ?? (await wouldBeBuilt(view, wish, facts))
  trials.set(command, takes)
  return takes
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
  return parts.elements.every(({ column }) => column === null) || opclasses.some(({ fits }) => fits)
}

/** The table as the statement names it. */
const tableOf = ({ schema, table }: Suggestion): string =>
  schema === null ? table : `${schema}.${table}`

export const commandOf = (wish: Suggestion, cluster: string): string => {
  const { columns, where, method } = wish
  const said = [
    `index create table=${tableOf(wish)} columns=${columns}`,
    ...(where === null ? [] : [`where=${where}`]),
    ...(method === 'btree' ? [] : [`method=${method}`]),
  ].join(' ')
  return writeCommand(said, { cluster })
}
