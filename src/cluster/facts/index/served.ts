/** The statements of the application that an index could serve. */
import { type Statement, statementsAbout } from '#cluster/facts/query/statements'
import { countsByName } from '#cluster/facts/query/view'
import { namesakesOf } from '#cluster/facts/table/namesakes'
import type { Table } from '#cluster/facts/table/tables'
import type { IndexParts } from '#cluster/sql/index-definition'
import { couldServe } from '#cluster/sql/serving'
import { tagOf } from '#cluster/sql/tag'
import type { View } from '#model/view'

export interface Served {
  /** The application's statements that the index could serve, heaviest first, and a name for the statements. */
  readonly serves: readonly Statement[]
  readonly tag: string | null
  /** Why it is not known which statements those are, as the beginning of a sentence. */
  readonly unseen: string | null
  /** Other tables whose calls PostgreSQL counts along with those of the statements. */
  readonly mingled: readonly string[]
}

export const lookAtServed = async (
  view: View,
  table: Table,
  parts: IndexParts,
): Promise<Served> => {
  const { primary, cluster } = view
  const about = await statementsAbout(view, table.name)
  if (!about.read) return { serves: [], tag: null, unseen: about.because, mingled: [] }
  const [namesakes] = await namesakesOf(primary, [table.name])
  const called = about.statements
    .filter(({ calls }) => calls > 0)
    .map(one => ({ one, could: couldServe(one.text, { ...table, shared: !!namesakes }, parts) }))
  const serves = called.filter(({ could }) => could === 'surely').map(({ one }) => one)
  const unclear = serves.length === 0 && called.some(({ could }) => could === 'perhaps')
  return {
    serves,
    tag: serves.map(({ text }) => tagOf(text)).find(tag => tag !== null) ?? null,
    unseen: unclear
      ? `Statements name ${table.name} without its schema, several tables have that name, and which of them is read is not known`
      : null,
    mingled:
      cluster.version >= countsByName && serves.length > 0
        ? (namesakes?.tables ?? []).filter(name => name !== table.quoted)
        : [],
  }
}
