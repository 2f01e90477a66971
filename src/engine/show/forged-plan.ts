/** Stands for a plan by another hand than Howdah's: nothing of the row is shown but id and cluster. */
import type { Plan } from '#model/plan'
import type { PlanRow } from '#store/plans'

const unknownTime = new Date(0).toISOString()

export const forgedPlan = ({ id, change, cluster, fingerprint }: PlanRow): Plan => ({
  format: 3,
  id,
  change,
  cluster,
  environment: 'production',
  database: '',
  target: { systemIdentifier: '', timeline: 0, nodes: [] },
  playbook: '',
  version: 0,
  input: {},
  headline: 'A plan that Howdah did not write',
  steps: [],
  claims: [],
  estimates: [],
  notes: [],
  risk: 'change',
  guard: null,
  measure: null,
  undoes: null,
  requester: '',
  requesterName: 'nobody known',
  reason: null,
  ticket: null,
  approvalsNeeded: 1,
  createdAt: unknownTime,
  expiresAt: unknownTime,
  fingerprint,
})
