/**
 * Cancels the statement that a session runs now, and no later one: the plan names pid, start of the session
 * and start of the statement. It claims nothing: it never queues behind the run that it frees.
 */
import { signalWay } from '#checks/provider'
import { sessionLabelOf } from '#cluster/facts/session/sessions'
import { lookAtSession, type SessionAbout } from '#cluster/facts/session/target'
import { definePlaybook } from '#model/playbook'
import { refusal } from '#model/refusal'
import { signalSession } from '#playbooks/session/actions'
import {
  mayNotSignal,
  notAClient,
  type SessionInput,
  sessionInput,
} from '#playbooks/session/target'

export const sessionCancel = definePlaybook<SessionInput, SessionAbout>({
  name: 'session.cancel',
  version: 1,
  summary: 'Cancel what a session runs right now',
  example: '4711',
  first: 'pid',
  risk: 'change',
  input: sessionInput,

  look: (view, { pid, node }) => lookAtSession(view, pid, node ?? null),

  refuse(asked, about) {
    const { node, session, provider } = about
    const stranger = notAClient(asked, about)
    if (stranger || !session) return stranger
    if (session.state !== 'active') {
      return refusal(
        `${sessionLabelOf(session)} runs nothing that could be cancelled.`,
        'End the session.',
        `session terminate ${asked.pid} node=${node} started="${session.backendStart}"`,
      )
    }
    return about.maySignal
      ? undefined
      : mayNotSignal(about, signalWay({ provider, grant: about.signalGrant, session }))
  },

  plan({ pid }, { node, session, database }) {
    if (node === null || !session) throw new Error('planned without a session')
    const values = [pid, session.backendStart, session.statementStart]
    return {
      headline: `Cancel what ${sessionLabelOf(session)} runs on ${node}`,
      steps: [
        {
          title: `Cancel the statement of pid ${pid}`,
          action: signalSession({ node, database }, signal, same, values),
          effects: [
            {
              change: 'cancel',
              kind: 'session',
              object: `pid ${pid} on ${node}`,
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
        { label: 'Statement', value: session.query ?? 'hidden from this login' },
        { label: 'Undo', value: 'none: the application may run it again' },
      ],
      notes: [],
    }
  },

  verify: () => undefined,
})

const same = `pid = $1 and backend_start = $2::timestamptz and query_start = $3::timestamptz and state = 'active'`

const signal = 'pg_cancel_backend(pid)'
