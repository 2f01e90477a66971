/**
 * Break-glass: one approver lets a waiting plan run alone, when no second approver answers. Break-glass
 * replaces approvals and nothing else: the run claims, fences, looks again and records like any other run.
 */

import { decideOnPlan, type LockedPlan } from '#engine/decide/frame'
import { proveFor } from '#engine/decide/prove-for'
import { notWaiting } from '#engine/decide/too-late'
import type { Parts } from '#engine/parts'
import { typedCode } from '#engine/people/code/prove'
import { startRun } from '#engine/run/start'
import { wakeRun } from '#engine/run/wake'
import { hoursAt } from '#model/calendar/hours'
import { blackoutWords } from '#model/calendar/hours-words'
import { openingWords } from '#model/calendar/window'
import { thawOf } from '#model/freeze'
import type { Person } from '#model/person'
import type { Plan } from '#model/plan'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { type Answer, answer, type CodeAsked } from '#model/reply'
import { approvalsOf } from '#store/approvals'
import { insertBreakGlass } from '#store/break-glass'
import { freezeOver } from '#store/freezes'
import type { Store } from '#store/store'

export interface BreakingGlass {
  readonly person: Person
  readonly plan: string
  readonly reason: string
  readonly via: string
  /** The person's one-time code; null where none was given. */
  readonly code?: string | null
}

interface LetThrough {
  readonly run: string
  readonly plan: Plan
}

export const breakGlass = async (
  parts: Parts,
  given: BreakingGlass,
): Promise<Answer | Refusal | CodeAsked> => {
  const code = await typedCode(parts, given.code ?? null)
  const kept = await decideOnPlan<LockedPlan, LetThrough | CodeAsked>(parts, given, {
    name: 'break-glass',
    verb: 'break-glass',
    whyNot: (tx, on) => whyNot(tx, on),
    keep: async (tx, on) => {
      const { person, via } = given
      const unproven = await proveFor(parts, tx, on.plan, { person, via, code, yes: 'Break Glass' })
      return unproven ?? { run: await letThrough(parts, tx, given, on), plan: on.plan }
    },
  })
  if (isRefusal(kept) || 'kind' in kept) return kept
  await wakeRun(parts, kept.run)
  const outside = await outsideWindow(parts, kept.plan)
  return answer(
    `You broke the glass: it starts${outside} unless something is in its way, and \`plan show ${given.plan}\` says what. Another approver has to review it.`,
  )
}

/** Break-glass waits for no maintenance window either, and says so. */
const outsideWindow = async (parts: Parts, plan: Plan): Promise<string> => {
  if (plan.claims.length === 0) return ''
  const now = await parts.now()
  const config = parts.clusters.get(plan.cluster)?.config
  const standing = config && hoursAt(config, now)
  if (standing?.kind !== 'closed') return ''
  const { blackout, next } = standing
  if (blackout) return ` in a blackout (${blackoutWords(blackout)})`
  return ` outside its maintenance window${next ? ` (${openingWords(next)})` : ''}`
}

const whyNot = async (tx: Store, on: LockedPlan): Promise<Refusal | LockedPlan> => {
  const { row } = on
  const { cluster } = row
  const late = await notWaiting(tx, row)
  if (late) return late
  const frozen = await freezeOver(tx, cluster)
  return frozen
    ? refusal(
        `${cluster} is frozen by ${frozen.name}: ${frozen.reason}. Break-glass does not lift that.`,
        `Lift it first: say \`${thawOf(frozen.scope)}\`.`,
      )
    : on
}

/** Record entry, row and run are one transaction: without the entry the run does not start. */
const letThrough = async (
  parts: Parts,
  tx: Store,
  { person, plan, reason, via }: BreakingGlass,
  { row: { cluster, fingerprint }, plan: { approvalsNeeded } }: LockedPlan,
): Promise<string> => {
  const run = await startRun(tx, plan)
  await insertBreakGlass(tx, {
    plan,
    person: person.id,
    name: person.name,
    fingerprint,
    reason,
    via,
  })
  const given = (await approvalsOf(tx, plan)).map(one => one.person)
  await parts.record.append(
    'plan.break-glass',
    {
      actor: person.id,
      subject: { plan, run, cluster },
      detail: {
        reason,
        fingerprint,
        via,
        approvedBy: given,
        approvalsNeeded,
      },
    },
    tx,
  )
  return run
}
