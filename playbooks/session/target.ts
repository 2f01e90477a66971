/** The input of the session playbooks, and why a session may not be signalled. */
import { z } from 'zod'
import { adminOf, signalWay } from '#checks/provider'
import type { AtStake } from '#cluster/facts/session/at-stake'
import type { Session } from '#cluster/facts/session/sessions'
import type { SessionAbout } from '#cluster/facts/session/target'
import { line } from '#model/input'
import { type Refusal, refusal } from '#model/refusal'
import { noLogin } from '#playbooks/shared/refusals'
import { listed } from '#text/listed'

const aPid = 'A process id is a whole number from 1 to 2147483647'

export const sessionInput = z.object({
  pid: z.coerce
    .number(aPid)
    .int(aPid)
    .min(1, aPid)
    .max(2_147_483_647, aPid)
    .describe('Process id, as `lock tree` shows it'),
  node: line.optional().describe('Which node; all are looked at when left out'),
  started: line
    .optional()
    .describe('Start of the session in microseconds since 1970, to be sure that it is this one'),
})
export type SessionInput = z.infer<typeof sessionInput>

/** A client's session on a node that answers. */
export interface ClientSession extends SessionAbout {
  readonly node: string
  readonly session: Session
  readonly stake: AtStake
}

/** The named session, where the session still exists and is a client other than Howdah. */
export const clientMeant = (
  { pid, node: wanted, started }: SessionInput,
  about: SessionAbout,
): Refusal | ClientSession => {
  const { node, session, stake } = about
  if (about.looked.length === 0) {
    const away = about.unreachable.find(({ name }) => wanted === undefined || name === wanted)
    return away
      ? refusal(away.because, away.instead)
      : refusal(`There is no node ${wanted ?? ''}.`, `Name one of: ${about.nodes.join(', ')}.`)
  }
  if (node === null || !session) return { ...nowhere(pid, started, about), field: 'pid' }
  if (about.also.length > 0) {
    const nodes = [node, ...about.also]
    return refusal(
      `${listed(nodes)} each have a session ${pid}.`,
      `Say which: ${listed(
        nodes.map(name => `\`node=${name}\``),
        'or',
      )}.`,
    )
  }
  const { own } = about
  if (own?.startsWith('r-')) {
    return refusal(`That session is Howdah’s own, of ${own}.`, 'Stop the run.', `run cancel ${own}`)
  }
  if (own !== null) {
    return refusal(
      `pid ${pid} is Howdah’s own: it reads what answers and plans are made of.`,
      'Leave it alone: none of its statements runs for longer than 10 s.',
    )
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
  return session.kind === 'client backend' && stake
    ? { ...about, node, session, stake }
    : refusal(`pid ${pid} is the ${session.kind}, no client.`, 'Leave it to PostgreSQL.')
}

const nowhere = (
  pid: number,
  started: string | undefined,
  { looked, nodes, unreachable }: SessionAbout,
): Refusal =>
  refusal(
    [
      `There is no session ${pid}${started === undefined ? '' : ' with that start'} on ${listed(looked, 'or')}.`,
      // Nodes out of reach do not matter to a person who named one of the others.
      ...(looked.length === nodes.length ? unreachable : []).map(
        ({ name, because }) => `Whether it is on ${name} is NOT known. ${because}`,
      ),
    ].join(' '),
    'Look again with `lock tree`.',
    'lock tree',
  )

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
  if (actor === null) return noLogin('maintain')
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
