/** Copies of rows that Howdah made, by plans and journals that are signed. */
import { planIn, readJournal } from '#engine/show/read-rows'
import type { MadeCopy } from '#model/record/made-copy'
import { exportsOf } from '#store/history/exports'
import { findPlan } from '#store/plans'
import type { Store } from '#store/store'

/** The newest first; whether a copy is still there is for the catalogue to say. */
export const madeCopies = async (
  store: Store,
  of: { readonly cluster: string; readonly database: string },
): Promise<readonly MadeCopy[]> => {
  const found: MadeCopy[] = []
  for (const { plan, run } of await exportsOf(store, of))
    found.push(...(await copiesIn(store, plan, run)))
  return found
}

const copiesIn = async (store: Store, id: string, run: string): Promise<readonly MadeCopy[]> => {
  const row = await findPlan(store, id)
  if (row?.genuine !== 'genuine') return []
  const { steps } = planIn(row)
  const journal = await readJournal(store, run)
  return steps.flatMap(({ action }, place) => {
    if (action.kind !== 'copy' || action.way !== 'copy') return []
    const done = journal.some(entry => entry.kind === 'done' && entry.step === place)
    const { schema, table, role: owner, from } = action
    return done ? [{ schema, table, owner, source: from.table }] : []
  })
}
