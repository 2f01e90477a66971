/**
 * Ends a session; its open transaction is rolled back. The plan names pid and start of the session, because
 * a pid is used again, and start of the transaction, because behind a pooler a session serves one client after
 * the other. It claims nothing: it never queues behind the run that it frees.
 */
import { signalWay } from '#checks/provider'
import { sessionLabelOf } from '#cluster/facts/session/sessions'
import { lookAtSession, type SessionAbout } from '#cluster/facts/session/target'
import { definePlaybook } from '#model/playbook'
import { signalSession } from '#playbooks/session/actions'
import {
  mayNotSignal,
  notAClient,
  type SessionInput,
  sessionInput,
} from '#playbooks/session/target'

export const sessionTerminate = definePlaybook<SessionInput, SessionAbout>({
  name: 'session.terminate',
  version: 2,
  summary: 'End a session and roll back what it has open',
  example: '4711',
  first: 'pid',
  risk: 'disruptive',
  input: sessionInput,

  look: (view, { pid, node }) => lookAtSession(view, pid, node ?? null),

  refuse(asked, about) {
    const { session, provider } = about
    const stranger = notAClient(asked, about)
    if (stranger || !session) return stranger
    return about.maySignal
      ? undefined
      : mayNotSignal(about, signalWay({ provider, grant: about.signalGrant, session }))
  },

  plan({ pid }, { node, session, database }) {
    if (node === null || !session) throw new Error('planned without a session')
    const values = [pid, session.backendStart, session.transactionStart]
    return {
      headline: `End ${sessionLabelOf(session)} on ${node}`,
      steps: [
        {
          title: `End pid ${pid}`,
          action: signalSession({ node, database }, signal, same, values),
          effects: [
            {
              change: 'terminate',
              kind: 'session',
              object: `pid ${pid} on ${node} (${
                session.transactionStart === null
                  ? 'outside of a transaction'
                  : `in its transaction since ${session.transactionStart}`
              })`,
              bytes: null,
              lock: null,
            },
          ],
          onFailure: 'undo',
          undo: null,
        },
      ],
      claims: [],
      estimates: [
        { label: 'Session', value: sessionLabelOf(session) },
        { label: 'User', value: session.user ?? 'not known' },
        { label: 'Database', value: session.database ?? 'not known' },
        { label: 'Last statement', value: session.query ?? 'hidden from this login' },
        { label: 'Undo', value: 'none: what it had not committed is lost' },
      ],
      notes: [
        session.transactionStart === null
          ? 'It is in no transaction; if it is in one by then, nothing is done.'
          : 'Its open transaction is rolled back; if that has ended by then, nothing is done.',
      ],
    }
  },

  verify: () => undefined,
})

const same =
  'pid = $1 and backend_start = $2::timestamptz and xact_start is not distinct from $3::timestamptz'

const signal = 'pg_terminate_backend(pid, 5000)'
