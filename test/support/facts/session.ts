/** Facts about a session as plain data: a client that runs a statement, until an override says otherwise. */
import type { HeldUp } from '#cluster/facts/lock/held-up'
import type { Session } from '#cluster/facts/session/sessions'
import type { SessionAbout } from '#cluster/facts/session/target'

export interface SessionMore extends Partial<Omit<SessionAbout, 'session'>> {
  readonly session?: Partial<Session> | null
}

export const sessionAbout = ({ session, ...more }: SessionMore = {}): SessionAbout => ({
  node: 'shop-1',
  also: [],
  nodes: ['shop-1', 'shop-2'],
  unreachable: [],
  looked: ['shop-1', 'shop-2'],
  database: 'shop',
  session: session === null ? null : { ...client, ...session },
  stake: { wrote: true, locks: ['ROW EXCLUSIVE on public.orders'], heldUp: [] },
  own: null,
  actor: 'howdah',
  maySignal: true,
  signalGrant: 'GRANT pg_signal_backend TO howdah',
  actorSees: true,
  monitorGrant: 'GRANT pg_monitor TO howdah',
  provider: 'self-managed',
  ...more,
})

/** Both, and `more` where they differ. */
export const bothAbout = (more: SessionMore, less: SessionMore): SessionMore => ({
  ...less,
  ...more,
  session: more.session === null ? null : { ...less.session, ...more.session },
})

/** A session that waits behind the client. */
export const heldUp = (more: Partial<HeldUp> = {}): HeldUp => ({
  ...client,
  pid: 4800,
  application: 'shop',
  node: 'shop-1',
  waits: true,
  blockedBy: ['shop-1 4711'],
  inStatement: 12,
  inTransaction: 12,
  waited: 12,
  wants: 'a row of public.orders',
  ...more,
})

const client: Session = {
  pid: 4711,
  backendStart: '1795424400123456',
  statementStart: '1795426200654321',
  transactionStart: '1795425480111111',
  user: 'billing',
  application: 'invoices',
  client: '10.0.0.7',
  database: 'shop',
  state: 'active',
  inTransaction: 720,
  inStatement: 40,
  inState: 40,
  waitsFor: null,
  query: 'update orders set paid = $1',
  kind: 'client backend',
  superuser: false,
}
