/** The input of the session playbooks, and why a session may not be signalled. */
import { z } from 'zod'
import { adminOf, signalWay } from '#checks/provider'
import type { Session } from '#cluster/facts/session/sessions'
import type { SessionAbout } from '#cluster/facts/session/target'
import { line } from '#model/input'
import { type Refusal, refusal } from '#model/refusal'
import { observedOnly } from '#playbooks/shared/refusals'

export const sessionInput = z.object({
  pid: z.coerce.number().int().positive().describe('Process id, as `lock tree` shows it'),
  node: line.optional().describe('Which node; the primary when left out'),
  started: line
    .optional()
    .describe('Start of the session in microseconds since 1970, to be sure that it is this one'),
})
export type SessionInput = z.infer<typeof sessionInput>

/** A client's session on a node that answers. */
export interface ClientSession extends SessionAbout {
  readonly node: string
  readonly session: Session
}

/** The named session, where the session still exists and is a client other than Howdah. */
export const clientMeant = (
  { pid, node: wanted, started }: SessionInput,
  about: SessionAbout,
): Refusal | ClientSession => {
  const { node, nodes, unreachable, session } = about
  if (node === null) {
    const away = unreachable.find(({ name }) => name === wanted)
    if (away) return refusal(away.because, away.instead)
    return refusal(
      wanted === undefined ? 'No node is the primary.' : `There is no node ${wanted}.`,
      `Name one of: ${nodes.join(', ')}.`,
    )
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
    return refusal(`That session is Howdah’s own, of ${run}.`, 'Stop the run.', `run cancel ${run}`)
  }
  if (session.kind === 'autovacuum worker') {
    return refusal(
      `pid ${pid} is autovacuum.`,
      'Leave it alone: it gives way to what waits for it, unless it has to finish to prevent wraparound.',
    )
  }
  if (session.kind === null) {
    return refusal(
      `What pid ${pid} does cannot be seen: the login of ${node} lacks pg_monitor.`,
      'Run `doctor`: it prints the GRANT.',
      'doctor',
    )
  }
  return session.kind === 'client backend'
    ? { ...about, node, session }
    : refusal(`pid ${pid} is the ${session.kind}, no client.`, 'Leave it to PostgreSQL.')
}

/** Refuses where the acting login may not signal the session, or could not tell whether it is still the same. */
export const signalMissing = ({
  actor,
  session,
  maySignal,
  signalGrant,
  actorSees,
  monitorGrant,
  provider,
}: ClientSession): Refusal | undefined => {
  if (actor === null) return observedOnly()
  const whose = `sessions of ${session.user ?? 'that role'}`
  if (!maySignal)
    return refusal(
      `${actor} may not signal ${whose}.`,
      signalWay({ provider, grant: signalGrant, session }),
    )
  return actorSees
    ? undefined
    : refusal(
        `${actor} does not see what ${whose} do, so it could not tell whether this one still does the same.`,
        `Let ${adminOf(provider)} run: \`${monitorGrant}\`.`,
      )
}
