/** A run that this process holds: plan, journal, lease and fenced hands. */
import type { Cluster } from '#cluster/cluster'
import type { Parts } from '#engine/parts'
import type { Lease } from '#engine/run/held/lease'
import { entryOf } from '#engine/run/journal/entry'
import type { Action } from '#model/action'
import type { Duty } from '#model/actions/action-kind'
import type { Hand } from '#model/actions/driver'
import type { JournalEntry, JournalKind } from '#model/journal'
import type { Plan } from '#model/plan'
import { Fenced } from '#src/errors'
import { appendJournal } from '#store/journal'

export interface Running {
  readonly parts: Parts
  readonly run: string
  readonly plan: Plan
  readonly cluster: Cluster
  readonly lease: Lease
  readonly journal: JournalEntry[]
  /** The fenced hand at each place. */
  readonly hands: Map<string, HeldHand>
}

interface HeldHand {
  readonly kind: Action['kind']
  readonly duty: Duty
  readonly hand: Hand
}

/** Writes an entry, or throws Fenced: the token is checked in the same statement. */
export const note = async (
  running: Running,
  kind: JournalKind,
  step: number | null,
  detail: Readonly<Record<string, unknown>> = {},
): Promise<void> => {
  const { parts, run, plan, lease, journal } = running
  const of = { run, plan: plan.id }
  const row = await appendJournal(parts.store, of, lease.token, { kind, step, detail })
  if (!row) throw new Fenced(run)
  journal.push(entryOf(row))
}
