/**
 * Ends a session; its open transaction is rolled back. The plan names pid and start of the session, because
 * a pid is used again. It claims nothing: it never queues behind the run that it frees.
 */
import { z } from 'zod'
import { signalWay } from '#cluster/provider'
import { lookAtSession, type SessionAbout } from '#cluster/session-about'
import { sessionLabelOf } from '#cluster/sessions'
import { line } from '#engine/input'
import { definePlaybook } from '#engine/playbook'
import { refusal } from '#engine/refusal'

const input = z.object({
  pid: z.coerce.number().int().positive().describe('Process id, as `lock tree` shows it'),
  node: line.optional().describe('Which node; the primary when left out'),
  started: line.optional().describe('Start of the session, to be sure that it is this one'),
})

export const terminateSession = definePlaybook<z.infer<typeof input>, SessionAbout>({
  name: 'session.terminate',
  version: 1,
  summary: 'End a session and roll back what it has open',
  risk: 'disruptive',
  input,

  look: (view, { pid, node }) => lookAtSession(view, pid, node ?? null),

  refuse({ pid, node: wanted, started }, { node, nodes, session, actor, maySignal, provider }) {
    if (node === null) {
      return refusal(`No node ${wanted ?? ''} answers.`, `Name one of: ${nodes.join(', ')}.`)
    }
    if (!session || (started !== undefined && session.backendStart !== started)) {
      return refusal(
        `There is no such session ${pid} on ${node} any more.`,
        'Look again with `lock tree`.',
        'lock tree',
      )
    }
    const run = /^howdah (r-[0-9a-z]+) /.exec(session.application)?.[1]
    if (run !== undefined) {
      return refusal(
        `That session is Howdah’s own, of ${run}.`,
        'Stop the run instead.',
        `run cancel ${run}`,
      )
    }
    if (session.kind !== 'client backend') {
      return refusal(`pid ${pid} is a ${session.kind}, not a client.`, 'Leave it to PostgreSQL.')
    }
    return maySignal
      ? undefined
      : refusal(
          `${actor ?? 'Nobody'} may not signal sessions of ${session.user ?? 'that role'}.`,
          signalWay({ provider, actor, session }),
        )
  },

  plan({ pid }, { node, session, database }) {
    if (node === null || !session) throw new Error('planned without a session')
    const values = [pid, session.backendStart]
    return {
      headline: `End ${sessionLabelOf(session)} on ${node}`,
      steps: [
        {
          title: `End pid ${pid}`,
          action: {
            kind: 'sql',
            node,
            database,
            role: null,
            statement,
            values,
            state: { text: state, values },
            repair: null,
            again: true,
            locking: 'none',
            deadlineSeconds: 30,
            progress: null,
          },
          effects: [
            {
              change: 'terminate',
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
        { label: 'Last statement', value: session.query ?? 'hidden from this login' },
        { label: 'Undo', value: 'none: what it had not committed is lost' },
      ],
      notes: session.inTransaction === null ? [] : ['Its open transaction is rolled back.'],
    }
  },

  verify: () => undefined,
})

const same = 'pid = $1 and backend_start = $2::timestamptz'

const statement = `select pg_terminate_backend(pid, 5000) from pg_stat_activity where ${same}`

const state = `select case when exists (select from pg_stat_activity where ${same}) then 'absent' else 'present' end as state`
