/** Writes journal and record of a step in one transaction: neither exists alone. */

import type { Running } from '#engine/run/held/run'
import { entryOf } from '#engine/run/journal/entry'
import { kindOf } from '#model/action'
import type { JournalKind } from '#model/journal'
import type { TitledAction } from '#model/plan'
import { Fenced } from '#src/errors'
import { appendJournal } from '#store/journal'

const recordKinds = {
  intent: 'step.will',
  done: 'step.done',
  failed: 'step.failed',
  checkpoint: 'step.checkpoint',
  held: 'step.held',
  resumed: 'step.resumed',
  'undo intent': 'undo.will',
  undone: 'undo.done',
  'undo failed': 'undo.failed',
} as const satisfies Partial<Record<JournalKind, string>>

export type StepEntry = keyof typeof recordKinds

/** Throws Fenced when another process holds the run, a Failure when the record cannot be written. */
export const recordStep = async (
  running: Running,
  kind: StepEntry,
  index: number,
  { title, action }: TitledAction,
  detail: Readonly<Record<string, unknown>> = {},
): Promise<void> => {
  const { parts, run, plan, lease } = running
  const { place, role, text, values } = kindOf(action).show(action)
  const row = await parts.store.transaction(async tx => {
    const of = { run, plan: plan.id }
    const noted = await appendJournal(tx, of, lease.token, { kind, step: index, detail })
    if (!noted) throw new Fenced(run)
    const said = {
      actor: `howdah/${parts.holder}`,
      subject: { plan: plan.id, run, cluster: plan.cluster, step: index },
      detail: {
        title,
        node: place.node,
        database: place.database,
        statement: text,
        values,
        role,
        token: lease.token,
        ...detail,
      },
    }
    await parts.record.append(recordKinds[kind], said, tx)
    return noted
  })
  running.journal.push(entryOf(row))
}
