/** The price of a cancel or an end, and the sessions that are helped: figures for the approver. */
import type { HeldUp } from '#cluster/facts/lock/held-up'
import type { AtStake } from '#cluster/facts/session/at-stake'
import { isUntracked, type Session } from '#cluster/facts/session/sessions'
import type { Estimate } from '#model/plan'
import { counted, fewOf, seconds } from '#text/figures'

/** The transaction of a lone statement begins at the same instant; in a longer transaction a cancel takes back more than the statement. */
export const beganEarlier = ({ transactionStart, statementStart }: Session): boolean =>
  transactionStart !== null && statementStart !== null && transactionStart !== statementStart

export const stakeEstimates = (session: Session, stake: AtStake): readonly Estimate[] => [
  { label: 'Transaction', value: transactionWords(session, stake) },
  ...(stake.locks.length === 0 ? [] : [{ label: 'Locks held', value: fewOf(stake.locks) }]),
  { label: 'Holds up', value: heldUpWords(stake.heldUp) },
]

const transactionWords = (session: Session, { wrote }: AtStake): string => {
  if (isUntracked(session)) return 'not known'
  if (session.inTransaction === null) return 'none open'
  return `open for ${seconds(session.inTransaction)}; ${wrote ? 'what it has changed is rolled back' : 'nothing changed yet'}`
}

const most = 3

const heldUpWords = (heldUp: AtStake['heldUp']): string => {
  if (heldUp === null) return 'not known: waits for locks could not be read'
  if (heldUp.length === 0) return 'nobody right now'
  return `${counted(heldUp.length, 'session')}: ${fewOf(heldUp.map(waiterWords), most, '; ')}`
}

const waiterWords = ({ kind, node, pid, application, user, waited, wants }: HeldUp): string => {
  const who = application || user
  return [
    kind === 'startup' ? `the replay of ${node}` : `pid ${pid}${who ? ` (${who})` : ''}`,
    ...(waited === null ? [] : [`for ${seconds(waited)}`]),
    ...(wants === null ? [] : [`wants ${wants}`]),
  ].join(', ')
}
