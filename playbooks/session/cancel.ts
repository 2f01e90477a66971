/**
 * Cancels the statement that a session runs now, and no later statement: the plan names pid, start of the
 * session and start of the statement. The plan claims nothing, so that a cancel never queues behind the run
 * that the cancel frees.
 */
import { isUntracked, sessionLabelOf } from '#cluster/facts/session/sessions'
import { lookAtSession, type SessionAbout } from '#cluster/facts/session/target'
import { definePlaybook } from '#model/playbook'
import { isRefusal, refusal } from '#model/refusal'
import { planSignal } from '#playbooks/session/signal'
import { beganEarlier } from '#playbooks/session/stake-words'
import {
  type ClientSession,
  clientMeant,
  type SessionInput,
  sessionInput,
  signalMissing,
} from '#playbooks/session/target'
import { micros } from '#text/instant'

export const sessionCancel = definePlaybook<SessionInput, SessionAbout, ClientSession>({
  name: 'session.cancel',
  version: 3,
  summary: 'Cancel what a session runs right now',
  example: '4711',
  first: 'pid',
  risk: 'change',
  input: sessionInput,

  look: lookAtSession,

  refuse(asked, about) {
    const meant = clientMeant(asked, about)
    if (isRefusal(meant)) return meant
    const missing = signalMissing(meant)
    if (missing) return missing
    const { node, session } = meant
    if (session.state !== 'active') {
      return refusal(
        isUntracked(session)
          ? `Whether pid ${session.pid} runs anything is not known: \`track_activities\` is off for it, and only a statement that was seen is cancelled.`
          : `${sessionLabelOf(session)} runs no statement that could be cancelled.`,
        'End the session.',
        `session terminate ${asked.pid} node=${node} started=${session.backendStart}`,
      )
    }
    return meant
  },

  plan: ({ pid }, meant) =>
    planSignal(pid, meant, {
      headline: `Cancel what ${sessionLabelOf(meant.session)} runs on ${meant.node}`,
      step: {
        title: `Cancel the statement of pid ${pid}`,
        effects: [
          {
            change: 'cancel',
            kind: 'session',
            object: `pid ${pid} on ${meant.node}`,
            bytes: null,
            lock: null,
          },
        ],
        onFailure: 'undo',
        undo: null,
      },
      call: 'pg_cancel_backend(pid)',
      same: `pid = $1 and ${micros('backend_start')} = $2::bigint and ${micros('query_start')} = $3::bigint and state = 'active'`,
      began: meant.session.statementStart,
      statement: 'Statement',
      ...(beganEarlier(meant.session)
        ? {
            undo: 'what the transaction had not committed is lost',
            risk: 'disruptive' as const,
            notes: [
              'The statement is part of a transaction that began before it. With the statement the whole transaction is rolled back, also what earlier statements changed, unless the application had set a savepoint.',
            ],
          }
        : { undo: 'the application may run it again', notes: [] }),
    }),

  verify: () => undefined,
})
