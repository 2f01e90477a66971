/** Reads plans of older builds as plans of this build, so that open runs end well. */
import type { Action } from '#model/action'
import type { SqlAction } from '#model/actions/sql'
import type { Target } from '#model/cluster'
import type { Plan, Step } from '#model/plan'

/** Format 2: a target had the primary alone, each action sent SQL, and no action named a duty. */
interface PlanOfFormat2 extends Omit<Plan, 'format' | 'target' | 'steps'> {
  readonly format: 2
  readonly target: Omit<Target, 'nodes'> & {
    readonly nodes: readonly { readonly name: string; readonly endpoint: string }[]
  }
  readonly steps: readonly StepOfFormat2[]
}

interface StepOfFormat2 extends Omit<Step, 'action' | 'undo'> {
  readonly action: Omit<SqlAction, 'duty'>
  readonly undo: (Omit<NonNullable<Step['undo']>, 'action'> & Pick<StepOfFormat2, 'action'>) | null
}

/** `body` as the control database has it. */
export const planOf = (body: unknown): Plan => {
  const stored = body as Plan | PlanOfFormat2
  return stored.format === 2 ? lifted(stored) : stored
}

const lifted = ({ target, steps, ...plan }: PlanOfFormat2): Plan => ({
  ...plan,
  format: 3,
  target: { ...target, nodes: target.nodes.map(node => ({ ...node, role: 'primary' })) },
  steps: steps.map(({ action, undo, ...step }) => ({
    ...step,
    action: withDuty(action),
    undo: undo && { ...undo, action: withDuty(undo.action) },
  })),
})

const withDuty = (action: Omit<SqlAction, 'duty'>): Action => ({ ...action, duty: 'ddl' })
