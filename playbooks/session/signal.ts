/** The plan of a signal to one session: one step without an undo, and figures for the approver. */
import { isUntracked, sessionLabelOf } from '#cluster/facts/session/sessions'
import type { PlanBody, Risk, Step } from '#model/plan'
import { signalSession } from '#playbooks/session/actions'
import { stakeEstimates } from '#playbooks/session/stake-words'
import type { ClientSession } from '#playbooks/session/target'

export interface Signal {
  readonly headline: string
  /** The step without the action; the action is made from `call` and `same`. */
  readonly step: Omit<Step, 'action'>
  /** A call on `pid`, in SQL. */
  readonly call: string
  /** A condition over $1, $2, $3 that holds while the session is still the approved one. */
  readonly same: string
  /** Start of the statement, or of the transaction, that the signal ends. */
  readonly began: string | null
  /** The label of the session's statement: "Statement" while running, "Last statement" otherwise. */
  readonly statement: string
  readonly undo: string
  /** Above the playbook's own. */
  readonly risk?: Risk
  readonly notes: readonly string[]
}

export const planSignal = (
  pid: number,
  { node, session, database, stake }: ClientSession,
  { headline, step, call, same, began, statement, undo, risk, notes }: Signal,
): PlanBody => ({
  ...(risk && { risk }),
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
    { label: 'Client', value: session.client ?? 'a local socket' },
    {
      label: statement,
      value: isUntracked(session) ? 'not known' : (session.query ?? 'hidden from this login'),
    },
    ...stakeEstimates(session, stake),
    { label: 'Undo', value: `none: ${undo}` },
  ],
  notes,
})
