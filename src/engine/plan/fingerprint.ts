import { createHash } from 'node:crypto'
import type { Plan } from '#model/plan'
import { canonicalJson } from '#text/canonical-json'

/**
 * The fingerprint that an approval binds: all that decides what will run, and where. Estimates do not
 * count.
 */
export type Fingerprinted = Pick<
  Plan,
  | 'format'
  | 'cluster'
  | 'database'
  | 'target'
  | 'playbook'
  | 'version'
  | 'input'
  | 'steps'
  | 'claims'
  | 'guard'
  | 'undoes'
>

/** SHA-256 in hex over canonical JSON; the same for the same plan in every process. */
export const fingerprintOf = (plan: Fingerprinted): string => {
  const { format, cluster, database, target, playbook, version, input, guard, undoes } = plan
  const steps = plan.steps.map(({ title, action, onFailure, halts, undo }) => ({
    title,
    action,
    onFailure,
    // Left out where a plan has none: plans from before steps could hold keep their fingerprint.
    ...(halts === undefined ? {} : { halts }),
    undo: undo && { title: undo.title, action: undo.action },
  }))
  const claims = plan.claims.map(({ on, key, mode }) => ({ on, key, mode }))
  return createHash('sha256')
    .update('howdah-plan-v1\n')
    .update(
      canonicalJson({
        format,
        cluster,
        database,
        target,
        playbook,
        version,
        input,
        steps,
        claims,
        guard,
        undoes,
      }),
    )
    .digest('hex')
}
