/** Keeps how a restore drill ended, in the transaction that ends its run. */
import { outputsIn } from '#engine/run/journal/outputs'
import type { Heard, HeardBySteps } from '#model/actions/outputs'
import { type DrillBody, exposureOf } from '#model/drill/drill'
import type { ExamineAction } from '#model/drill/examine'
import type { JournalEntry } from '#model/journal'
import type { Outcome, Plan } from '#model/plan'
import { insertDrill } from '#store/drills/drills'
import type { Store } from '#store/store'

/** Within a transaction. A drill that was stopped, or found outdated, tells nothing about backups. */
export const keepDrill = async (
  tx: Store,
  {
    plan,
    run,
    journal,
  }: { readonly plan: Plan; readonly run: string; readonly journal: readonly JournalEntry[] },
  outcome: Outcome,
  ending: string | null,
): Promise<void> => {
  if (outcome !== 'succeeded' && outcome !== 'failed') return
  const body = drillIn(plan, outputsIn(journal), outcome === 'failed' ? (ending ?? '') : null)
  if (body) await insertDrill(tx, run, body)
}

/** Undefined for a plan that is no drill. */
const drillIn = (
  { id, cluster, steps }: Pick<Plan, 'id' | 'cluster' | 'steps'>,
  heard: HeardBySteps,
  wrong: string | null,
): DrillBody | undefined => {
  const at = steps.findIndex(({ action }) => action.kind === 'examine')
  const action = steps[at]?.action
  if (action?.kind !== 'examine') return undefined
  const { drill, backup } = action
  const found = heard.get(at)
  const evidence = found?.['evidence']
  return {
    drill,
    cluster,
    plan: id,
    backup,
    wrong,
    figures: found ? figuresIn(found) : null,
    exposed: exposedIn(action, heard),
    evidence: typeof evidence === 'string' ? evidence : null,
  }
}

const figuresIn = (found: Heard): DrillBody['figures'] => ({
  bytes: Number(found['bytes']),
  walBytes: Number(found['wal_bytes']),
  unpackSeconds: Number(found['unpack_seconds']),
  startSeconds: Number(found['start_seconds']),
  replaySeconds: Number(found['replay_seconds']),
  checkSeconds: Number(found['check_seconds']),
})

const exposedIn = (
  { exposedSeconds, exposedBytes }: ExamineAction,
  heard: HeardBySteps,
): DrillBody['exposed'] => {
  const [seconds, bytes] = [exposedSeconds, exposedBytes].map(given =>
    typeof given === 'number' ? given : heard.get(given.from)?.[given.output],
  )
  return exposureOf(seconds, bytes)
}
