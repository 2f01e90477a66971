/** Refusals of restore.drill: those of a restore, where the newest moment cannot be chosen otherwise. */
import type { DrillFacts } from '#cluster/facts/restore/drill'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { type CloneReady, readyToClone } from '#playbooks/restore/ready-to-clone'

export type DrillReady = Omit<DrillFacts, keyof CloneReady> &
  CloneReady & { readonly drill: string }

export const readyToDrill = (facts: DrillFacts): Refusal | DrillReady => {
  // A drill names no moment that could be in the future or in a gap.
  const ready = readyToClone(facts, () => undefined)
  if (isRefusal(ready)) return ready
  const { evidence } = facts
  const { reach, backup } = ready.chosen
  if (reach?.after)
    return refusal(
      `${backup} cannot be brought to the present: WAL is missing between ${reach.last ?? ''} and ${reach.after}.`,
      'Take another base backup now, and run the drill then.',
      'backup take',
    )
  return evidence.next === null
    ? refusal(
        `The folder \`drills\` in ${evidence.folder} cannot be read, where the evidence of drills lies.`,
        'Set its rights.',
      )
    : { ...facts, ...ready, drill: evidence.next }
}
