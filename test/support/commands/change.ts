/** A change as data: an index that olga asked for and adam approved. */
import { shownSteps } from '#engine/show/step'
import type { SqlAction } from '#model/actions/sql'
import type { Change, RunView } from '#model/change'
import type { JournalEntry } from '#model/journal'
import type { Plan, Step } from '#model/plan'

const plan: Plan = {
  format: 3,
  id: 'p-7k3m9qx',
  change: 'c-7k3m9qx',
  cluster: 'shop',
  environment: 'sample',
  database: 'app',
  target: { systemIdentifier: '1', timeline: 1, nodes: [] },
  playbook: 'index.create',
  version: 1,
  input: {},
  risk: 'change',
  guard: null,
  measure: null,
  undoes: null,
  requester: 'T/U_OLGA',
  requesterName: 'olga',
  reason: null,
  ticket: null,
  approvalsNeeded: 1,
  createdAt: '2026-11-23T12:00:00.000Z',
  expiresAt: '2026-11-23T13:00:00.000Z',
  fingerprint: 'f00d',
  headline: 'Build index users_id_idx',
  steps: [],
  claims: [],
  estimates: [],
  notes: [],
}

export const step: Step<SqlAction> = {
  title: 'Build users_id_idx',
  action: {
    kind: 'sql',
    node: 'shop-1',
    database: 'app',
    duty: 'ddl',
    role: 'shop',
    statement: 'CREATE INDEX CONCURRENTLY users_id_idx ON public.users (id)',
    values: [],
    state: null,
    repair: null,
    tidy: null,
    again: false,
    locking: 'concurrent',
    deadlineSeconds: 60,
  },
  effects: [],
  onFailure: 'undo',
  undo: null,
}

export const run: RunView = {
  id: 'r-2b5d8fk',
  token: 1,
  holder: null,
  waitingFor: null,
  stop: null,
  preempted: null,
  progress: null,
  startedAt: '2026-11-23T12:01:00.000Z',
}

export const changeOf = (
  more: Partial<Omit<Change, 'plan'>> & { readonly plan?: Partial<Plan> } = {},
): Change => ({
  steps: shownSteps(more.plan?.steps ?? []),
  genuine: 'genuine',
  origin: { via: 'slack', channel: 'C_OPS' },
  revision: 1,
  state: null,
  outcome: null,
  ending: null,
  endedAt: null,
  approvals: [],
  breakGlass: null,
  reminded: false,
  run: null,
  journal: [],
  asks: null,
  measured: null,
  guard: null,
  undone: null,
  left: [],
  undoable: false,
  next: [],
  frozen: null,
  ...more,
  plan: { ...plan, ...more.plan },
})

export const entry = (more: Partial<JournalEntry>): JournalEntry => ({
  seq: 1,
  token: 1,
  kind: 'intent',
  step: 0,
  detail: {},
  at: '2026-11-23T12:01:02.345Z',
  ...more,
})
