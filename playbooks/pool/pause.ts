/** Keeps clients waiting for a while, without an error: a quiet moment for delicate work. */
import { z } from 'zod'
import { lookAtTarget, type PoolTarget } from '#cluster/facts/pool/target'
import { line } from '#model/input'
import type { PlanBody, Step } from '#model/plan'
import { definePlaybook } from '#model/playbook'
import { isRefusal } from '#model/refusal'
import { readyToPause } from '#playbooks/pool/pause-refusals'
import { poolLabel, poolNamed } from '#playbooks/shared/pool-named'
import { settleSeconds } from '#playbooks/shared/pool-open'
import { onPooler, type PoolReady } from '#playbooks/shared/pool-ready'
import { counted } from '#text/figures'

export const pauseInput = z.object({
  pool: line.max(120).describe('As `pool status` names it'),
  seconds: z.coerce.number().int().min(2).max(300).default(30).describe('At most; it goes on then'),
})

type PauseInput = z.infer<typeof pauseInput>

export const poolPause = definePlaybook<PauseInput, PoolTarget, PoolReady>({
  name: 'pool.pause',
  version: 1,
  summary:
    'Let the clients of a pool wait for some seconds, without an error; it goes on by itself',
  example: 'front/app seconds=30',
  first: 'pool',
  risk: 'disruptive',
  input: pauseInput,

  look: lookAtTarget,

  refuse: ({ pool, seconds }, facts) => readyToPause(pool, seconds, facts),

  plan({ seconds }, ready): PlanBody {
    const { pool, pooler } = ready
    const label = poolLabel(pool)
    const active = pool.pools.reduce((sum, one) => sum + one.active, 0)
    const most = pooler.waitMostSeconds ?? 0
    return {
      headline: `Pause ${label} for at most ${seconds} s`,
      steps: steps(ready, seconds),
      claims: [{ on: 'pool', key: label, label, mode: 'exclusive' }],
      estimates: [
        {
          label: 'Clients',
          value: `wait for up to ${seconds} s and get no error; ${counted(active, 'client has a server', 'clients have a server')} right now`,
        },
        {
          label: 'Goes on',
          value: `after ${seconds} s, by a process of its own, also when Howdah ends meanwhile; or earlier, by \`pool resume\``,
        },
        {
          label: 'If it fails',
          value: `transactions that do not end within ${settleSeconds} s keep it from being paused: then it goes on at once`,
        },
        { label: 'Undo', value: 'none is needed: it goes on by itself' },
      ],
      notes: [
        ...(most > 0
          ? [`A client that waits longer than ${most} s in all is turned away by ${pooler.name}.`]
          : []),
        'Applications with a time limit of their own may give up earlier.',
      ],
    }
  },

  verify({ pool: typed }, facts) {
    const found = poolNamed(facts, typed)
    if (isRefusal(found)) return found.because
    return found.database.paused ? `${poolLabel(found.database)} is still paused.` : undefined
  },

  found({ pool: typed }, facts) {
    const found = poolNamed(facts, typed)
    return isRefusal(found) ? null : `${poolLabel(found.database)} goes on.`
  },

  // What was paused goes on by the last step.
  undoes: () => [],
})

const steps = (ready: PoolReady, seconds: number): readonly Step[] => {
  const { node, database, pool, pooler } = ready
  const label = poolLabel(pool)
  const until = { from: 0, output: 'deadline' } as const
  const there = { ...onPooler(ready, pooler), of: pool.name }
  return [
    {
      title: `Read the time by which ${label} has to go on`,
      action: {
        kind: 'read',
        node,
        database,
        duty: 'observe',
        query: { text: inSeconds, values: [seconds] },
        outputs: { deadline: 'text' },
        deadlineSeconds: 10,
      },
      effects: [],
      onFailure: 'undo',
      undo: null,
    },
    {
      title: `Pause ${label}`,
      action: { ...there, way: 'pause', until, deadlineSeconds: settleSeconds },
      effects: [{ change: 'pause', kind: 'pool', object: label, bytes: null, lock: null }],
      onFailure: 'undo',
      undo: {
        title: `Resume ${label}`,
        action: { ...there, way: 'resume', deadlineSeconds: 10 },
        effects: [{ change: 'resume', kind: 'pool', object: label, bytes: null, lock: null }],
      },
    },
    {
      title: `Resume ${label} when ${seconds} s are over`,
      action: { ...there, way: 'release', until, deadlineSeconds: seconds },
      effects: [{ change: 'resume', kind: 'pool', object: label, bytes: null, lock: null }],
      onFailure: 'undo',
      undo: null,
    },
  ]
}

const inSeconds = `select to_char((clock_timestamp() + make_interval(secs => $1)) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as deadline`
