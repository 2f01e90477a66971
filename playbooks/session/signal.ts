/** The plan of a signal to one session: one step that nothing takes back, and what its approver reads. */
import { sessionLabelOf } from '#cluster/facts/session/sessions'
import type { PlanBody, Step } from '#model/plan'
import { signalSession } from '#playbooks/session/actions'
import type { ClientSession } from '#playbooks/session/target'

export interface Signal {
  readonly headline: string
  /** All of the step but the action, which the call makes. */
  readonly step: Omit<Step, 'action'>
  /** A call on `pid`, in SQL. */
  readonly call: string
  /** Tells by the values $1, $2, $3 whether the session is still the one that was meant. */
  readonly same: string
  /** Start of what is ended: of the statement or of the transaction. */
  readonly began: string | null
  /** What the label of its statement is: one that runs, or the last one. */
  readonly statement: string
  readonly undo: string
  readonly notes: readonly string[]
}

export const planSignal = (
  pid: number,
  { node, session, database }: ClientSession,
  { headline, step, call, same, began, statement, undo, notes }: Signal,
): PlanBody => ({
  headline,
  steps: [
    {
      ...step,
      action: signalSession({ node, database }, call, same, [pid, session.backendStart, began]),
    },
  ],
  claims: [],
  estimates: [
    { label: 'Session', value: sessionLabelOf(session) },
    { label: 'User', value: session.user ?? 'not known' },
    { label: 'Database', value: session.database ?? 'not known' },
    { label: statement, value: session.query ?? 'hidden from this login' },
    { label: 'Undo', value: `none: ${undo}` },
  ],
  notes,
})
