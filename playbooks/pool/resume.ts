/** Lets the clients of a paused pool go on. The plan has no claims, and so never queues behind the run that paused. */
import { z } from 'zod'
import { lookAtTarget, type PoolTarget } from '#cluster/facts/pool/target'
import { line } from '#model/input'
import type { PlanBody } from '#model/plan'
import { definePlaybook } from '#model/playbook'
import { isRefusal, refusal } from '#model/refusal'
import { poolLabel, poolNamed } from '#playbooks/shared/pool-named'
import { onPooler, type PoolReady, poolReady } from '#playbooks/shared/pool-ready'
import { counted, milliseconds } from '#text/figures'

export const resumeInput = z.object({
  pool: line.max(120).describe('As `pool status` names it'),
})

type ResumeInput = z.infer<typeof resumeInput>

export const poolResume = definePlaybook<ResumeInput, PoolTarget, PoolReady>({
  name: 'pool.resume',
  version: 1,
  summary: 'Let the clients of a paused pool go on',
  example: 'front/app',
  first: 'pool',
  risk: 'change',
  input: resumeInput,

  look: lookAtTarget,

  refuse({ pool }, facts) {
    const ready = poolReady(facts, pool)
    if (isRefusal(ready)) return ready
    return ready.pool.paused
      ? ready
      : refusal(`${poolLabel(ready.pool)} is not paused.`, 'See `pool status`.', 'pool status')
  },

  plan(_, ready): PlanBody {
    const { pool, pooler } = ready
    const label = poolLabel(pool)
    const waiting = pool.pools.reduce((sum, one) => sum + one.waiting, 0)
    const longest = Math.max(0, ...pool.pools.map(one => one.longestWaitSeconds))
    return {
      headline: `Resume ${label}`,
      steps: [
        {
          title: `Resume ${label}`,
          action: {
            ...onPooler(ready, pooler),
            way: 'resume',
            of: pool.name,
            deadlineSeconds: 10,
          },
          effects: [{ change: 'resume', kind: 'pool', object: label, bytes: null, lock: null }],
          onFailure: 'undo',
          undo: null,
        },
      ],
      claims: [],
      estimates: [
        {
          label: 'Clients',
          value:
            waiting === 0
              ? 'nobody waits'
              : `${counted(waiting, 'client waits', 'clients wait')} for up to ${milliseconds(longest * 1_000)}, and all go on at once`,
        },
        { label: 'Leads to', value: pool.node ?? 'an address that is no node’s' },
        { label: 'Undo', value: 'none: `pool pause` pauses it again' },
      ],
      notes: [
        'Somebody may have paused it on purpose: a switchover or an upgrade by hand. Ask before it goes on.',
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
})
