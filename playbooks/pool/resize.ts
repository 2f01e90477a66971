/** Gives a pool more or fewer servers, by its line in the file of PgBouncer, so that a RELOAD or a restart keeps the size. */
import { z } from 'zod'
import { lookAtSizing, type SizingFacts } from '#cluster/facts/pool/sizing'
import { line } from '#model/input'
import type { PlanBody } from '#model/plan'
import { definePlaybook } from '#model/playbook'
import { isRefusal } from '#model/refusal'
import { sizeGuard } from '#playbooks/pool/guards'
import { readyToResize, type SizeReady } from '#playbooks/pool/resize-refusals'
import { poolLabel, poolNamed } from '#playbooks/shared/pool-named'
import { onPooler } from '#playbooks/shared/pool-ready'
import { count, counted, milliseconds } from '#text/figures'

export const resizeInput = z.object({
  pool: line.max(120).describe('As `pool status` names it'),
  size: z.coerce.number().int().min(1).max(10_000).describe('Servers for each user'),
})

type ResizeInput = z.infer<typeof resizeInput>

export const poolResize = definePlaybook<ResizeInput, SizingFacts, SizeReady>({
  name: 'pool.resize',
  version: 1,
  summary:
    'Give a pool more or fewer servers; a guard takes it back when clients or sessions have to wait',
  example: 'front/app size=30',
  first: 'pool',
  risk: 'change',
  input: resizeInput,

  look: lookAtSizing,

  refuse: ({ pool, size }, facts) => readyToResize(pool, size, facts),

  plan({ size }, ready): PlanBody {
    const { pool, pooler, file, before } = ready
    const label = poolLabel(pool)
    const there = { ...onPooler(ready, pooler), of: pool.name, file, deadlineSeconds: 10 } as const
    const effect = {
      change: 'resize',
      kind: 'pool',
      object: label,
      bytes: null,
      lock: null,
    } as const
    return {
      headline: `Let ${label} have up to ${counted(size, 'server')} for each user, in place of ${count(pool.size)}`,
      steps: [
        {
          title: `Set pool_size=${size} for ${label}`,
          action: { ...there, way: 'resize', size },
          effects: [effect],
          onFailure: 'undo',
          undo: {
            title: `Set pool_size of ${label} back`,
            action: { ...there, way: 'resize', size: before },
            effects: [effect],
          },
        },
      ],
      claims: [{ on: 'pool', key: label, label, mode: 'exclusive' }],
      estimates: estimates(size, ready),
      notes: [
        `RELOAD also takes up whatever else was changed in ${file}, and drops what SET changed.`,
        ...(size < pool.size
          ? [
              `Servers beyond ${count(size)} are closed once their transactions have ended; clients may wait for a server then.`,
            ]
          : []),
      ],
    }
  },

  verify({ pool: typed, size }, facts) {
    const found = poolNamed(facts, typed)
    if (isRefusal(found)) return found.because
    const { database } = found
    return database.size === size
      ? undefined
      : `${poolLabel(database)} has up to ${counted(database.size, 'server')} for each user, not ${count(size)}.`
  },

  found({ pool: typed }, facts) {
    const found = poolNamed(facts, typed)
    if (isRefusal(found)) return null
    const { database } = found
    return `${poolLabel(database)} has up to ${counted(database.size, 'server')} for each user.`
  },

  guard: (_, { pool }) => sizeGuard(pool),
})

const estimates = (size: number, ready: SizeReady): PlanBody['estimates'] => {
  const { pool, busy, transactionsPerSecond, meanSeconds, budget } = ready
  const waiting = pool.pools.reduce((sum, one) => sum + one.waiting, 0)
  return [
    {
      label: 'In use',
      value:
        busy === null
          ? 'no transaction ended in the last minute, so how many servers are needed is not known'
          : `${busy.toFixed(1)} servers on average (${count(Math.round(transactionsPerSecond))} transactions a second × ${milliseconds(meanSeconds * 1_000)}, of all users together)${busy > size ? `: more than ${count(size)}, so clients would wait` : ''}`,
    },
    {
      label: 'Clients',
      value:
        waiting === 0
          ? 'nobody waits for a server'
          : `${counted(waiting, 'client waits', 'clients wait')} for a server`,
    },
    {
      label: 'Connections',
      value: `all pools together may open ${count(budget.wanted)} of the ${count(budget.room)} that ${budget.node} has`,
    },
    { label: 'Undo', value: `sets back what the file says now` },
  ]
}
