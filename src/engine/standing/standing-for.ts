/** Whether a standing approval covers the plan of a slot, and the approvals to copy; else the reason, in words. */
import type { Parts } from '#engine/parts'
import { approversOf, readApprovals } from '#engine/standing/read'
import { type Slotted, whyNotCovered, whyNotPeople } from '#engine/standing/why-not'
import { byStanding } from '#model/change'
import type { Plan } from '#model/plan'
import type { StandingApproval } from '#model/standing/standing-approval'

export interface Stands {
  readonly kind: 'stands'
  readonly approval: StandingApproval
  readonly approvals: readonly CopiedApproval[]
}

/** As `insertApproval` takes them. */
export interface CopiedApproval {
  readonly plan: string
  readonly person: string
  readonly name: string
  readonly decision: 'approve'
  readonly fingerprint: string
  readonly reason: null
  readonly via: string
}

export interface Asks {
  readonly kind: 'asks'
  /** A sentence; null for a schedule without any standing approval. */
  readonly because: string | null
}

export const standingFor = async (
  parts: Parts,
  { schedule, plan, asked }: Omit<Slotted, 'at'>,
): Promise<Stands | Asks> => {
  const at = await parts.now()
  const all = (await readApprovals(parts, at)).filter(one => one.schedule === schedule)
  const reasons: string[] = []
  // The reason that is told is of an approval in force, where there is one.
  for (const approval of all.toSorted((one, other) => order(one) - order(other))) {
    const why =
      (await whyNotCovered(parts, parts.store, approval, { schedule, plan, asked, at })) ??
      (await whyNotPeople(parts, approval, asked))
    if (why === undefined)
      return { kind: 'stands', approval, approvals: copied(parts, approval, plan) }
    reasons.push(why)
  }
  return { kind: 'asks', because: reasons[0] ?? null }
}

const order = ({ state }: StandingApproval): number => (state === 'in force' ? 0 : 1)

const copied = (
  { config }: Parts,
  approval: StandingApproval,
  { id, fingerprint }: Plan,
): readonly CopiedApproval[] =>
  approversOf(config.people, approval).map(({ person, name }) => ({
    plan: id,
    person,
    name,
    decision: 'approve',
    fingerprint,
    reason: null,
    via: `${byStanding}${approval.id}`,
  }))
