/**
 * Ends a session and rolls back the open transaction. The plan names pid and start of the session, because
 * a pid is used again, and start of the transaction, because behind a pooler a session serves one client
 * after the next. The plan claims nothing, so that an end never queues behind the run that the end frees.
 */
import { isUntracked, sessionLabelOf } from '#cluster/facts/session/sessions'
import { lookAtSession, type SessionAbout } from '#cluster/facts/session/target'
import { definePlaybook } from '#model/playbook'
import { isRefusal } from '#model/refusal'
import { planSignal } from '#playbooks/session/signal'
import {
  type ClientSession,
  clientMeant,
  type SessionInput,
  sessionInput,
  signalMissing,
} from '#playbooks/session/target'
import { instant, micros } from '#text/instant'

export const sessionTerminate = definePlaybook<SessionInput, SessionAbout, ClientSession>({
  name: 'session.terminate',
  version: 4,
  summary: 'End a session and roll back what it has open',
  example: '4711',
  first: 'pid',
  risk: 'disruptive',
  input: sessionInput,

  look: lookAtSession,

  refuse(asked, about) {
    const meant = clientMeant(asked, about)
    return isRefusal(meant) ? meant : (signalMissing(meant) ?? meant)
  },

  plan({ pid }, meant) {
    const { node, session } = meant
    const open = session.transactionStart
    const untracked = isUntracked(session)
    return planSignal(pid, meant, {
      headline: `End ${sessionLabelOf(session)} on ${node}`,
      step: {
        title: `End pid ${pid}`,
        effects: [
          {
            change: 'terminate',
            kind: 'session',
            object: `pid ${pid} on ${node} (${untracked ? 'in whatever it does then' : open === null ? 'outside of a transaction' : `in its transaction since ${instant(open)}`})`,
            bytes: null,
            lock: null,
          },
        ],
        onFailure: 'undo',
        undo: null,
      },
      call: 'pg_terminate_backend(pid, 5000)',
      same: `pid = $1 and ${micros('backend_start')} = $2::bigint and ${micros('xact_start')} is not distinct from $3::bigint`,
      began: open,
      statement: 'Last statement',
      undo: 'what it had not committed is lost',
      notes: [
        untracked
          ? 'Whether it is in a transaction is not known: `track_activities` is off for it. Whatever it has open then is rolled back.'
          : open === null
            ? 'It is not in a transaction; if it is in one by then, nothing is done.'
            : 'Its open transaction is rolled back; if that has ended by then, nothing is done.',
      ],
    })
  },

  verify: () => undefined,
})
