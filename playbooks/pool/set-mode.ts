/** Lets a pool give servers to the next client sooner or later, by the line of the pool in the file of PgBouncer. */
import { z } from 'zod'
import { lookAtMode, type ModeFacts } from '#cluster/facts/pool/mode'
import { has } from '#cluster/facts/pool/version'
import { type PoolMode, poolModes } from '#model/actions/pool/pgbouncer'
import { line } from '#model/input'
import type { PlanBody } from '#model/plan'
import { definePlaybook } from '#model/playbook'
import { isRefusal } from '#model/refusal'
import { modeGuard } from '#playbooks/pool/guards'
import {
  isNarrower,
  type ModeReady,
  ownModes,
  readyToSetMode,
} from '#playbooks/pool/set-mode-refusals'
import { poolLabel, poolNamed } from '#playbooks/shared/pool-named'
import { onPooler } from '#playbooks/shared/pool-ready'
import { count, counted } from '#text/figures'
import { listed } from '#text/listed'

export const setModeInput = z.object({
  pool: line.max(120).describe('As `pool status` names it'),
  mode: z.enum(poolModes).describe('How long a client keeps a server'),
})

type SetModeInput = z.infer<typeof setModeInput>

export const poolSetMode = definePlaybook<SetModeInput, ModeFacts, ModeReady>({
  name: 'pool.set-mode',
  version: 1,
  summary:
    'Let a pool give servers to the next client after a session, a transaction or a statement',
  example: 'front/app mode=transaction',
  first: 'pool',
  risk: 'disruptive',
  input: setModeInput,

  look: lookAtMode,

  refuse: ({ pool, mode }, facts) => readyToSetMode(pool, mode, facts),

  plan({ mode }, ready): PlanBody {
    const { pool, pooler, file, before } = ready
    const label = poolLabel(pool)
    const there = { ...onPooler(ready, pooler), of: pool.name, file, deadlineSeconds: 10 } as const
    const effect = {
      change: 'switch',
      kind: 'pool',
      object: label,
      bytes: null,
      lock: null,
    } as const
    const own = ownModes(pool)
    return {
      headline: `Let ${label} pool by ${mode}, in place of ${pool.mode}`,
      steps: [
        {
          title: `Set pool_mode=${mode} for ${label}`,
          action: { ...there, way: 'set-mode', mode },
          effects: [effect],
          onFailure: 'undo',
          undo: {
            title: `Set pool_mode of ${label} back`,
            action: { ...there, way: 'set-mode', mode: before },
            effects: [effect],
          },
        },
      ],
      claims: [{ on: 'pool', key: label, label, mode: 'exclusive' }],
      estimates: estimates(mode, ready),
      notes: [
        `RELOAD also takes up whatever else was changed in ${file}, and drops what SET changed.`,
        ...(own.length === 0
          ? []
          : [
              `The \`pool_mode\` of a user goes before: ${listed(own)}, below \`[users]\` of ${pooler.name}.`,
            ]),
      ],
    }
  },

  verify({ pool: typed, mode }, facts) {
    const found = poolNamed(facts, typed)
    if (isRefusal(found)) return found.because
    const { database } = found
    return database.mode === mode
      ? undefined
      : `${poolLabel(database)} pools by ${database.mode}, not by ${mode}.`
  },

  found({ pool: typed }, facts) {
    const found = poolNamed(facts, typed)
    return isRefusal(found) ? null : `${poolLabel(found.database)} pools by ${found.database.mode}.`
  },

  guard: (_, { pool }) => modeGuard(pool),
})

const estimates = (mode: PoolMode, ready: ModeReady): PlanBody['estimates'] => {
  const { pool } = ready
  const clients = pool.pools.reduce((sum, one) => sum + one.active + one.waiting, 0)
  const servers = pool.pools.reduce((sum, one) => sum + one.busy + one.idle, 0)
  return [
    {
      label: 'Clients',
      value: `${counted(clients, 'client is', 'clients are')} connected, and none is cut off: ${meansFor(mode, pool.size)}`,
    },
    {
      label: 'Servers',
      value: `the ${count(servers)} of now are closed, each as soon as no client has it, and others are opened`,
    },
    ...(isNarrower(mode, pool) ? lost(mode, ready) : []),
    { label: 'Undo', value: 'sets back what the file says now, in the same way' },
  ]
}

const meansFor = (mode: PoolMode, size: number): string => {
  switch (mode) {
    case 'session':
      return `each keeps a server from its next statement until it leaves, and of each user ${count(size)} can have one`
    case 'transaction':
      return 'each gives its server back when its next transaction ends'
    case 'statement':
      return 'each gives its server back after its next statement, and BEGIN gets an error'
  }
}

const lost = (mode: PoolMode, ready: ModeReady): PlanBody['estimates'] =>
  ready.pool.mode === 'session'
    ? [
        {
          label: 'Lost',
          value: `what a session has set or made (SET, LISTEN, session locks, temporary tables, prepared statements) ends with the ${mode}, without an error`,
        },
        {
          label: 'Looked at',
          value:
            ready.looked === 0
              ? 'nobody has a server right now, so what the clients use is not known'
              : `${counted(ready.looked, 'session')}: none has an advisory lock or a temporary table, and none ran LISTEN, PREPARE, EXECUTE or DECLARE … WITH HOLD last`,
        },
        {
          label: 'Not seen',
          value:
            'what a session did before its last statement: PostgreSQL tells only the session itself of its channels, cursors, settings and prepared statements. Ask who runs the applications',
        },
        { label: 'Prepared statements', value: prepared(ready) },
      ]
    : []

/** Statements that drivers prepare by the protocol, which no catalogue shows to a second session. */
const prepared = ({ pooler: { name, version, preparedStatements } }: ModeReady): string => {
  if (!has(version, 'max_prepared_statements'))
    return `${name} carries none from server to server (PgBouncer 1.21 does): drivers must not prepare statements by name`
  return (preparedStatements ?? 0) > 0
    ? `${name} carries those that drivers prepare from then on (\`max_prepared_statements\` = ${count(preparedStatements ?? 0)}); a client that has some already gets an error and has to connect again`
    : `${name} carries none from server to server, as \`max_prepared_statements\` is 0: set it first, or drivers must not prepare statements by name`
}
