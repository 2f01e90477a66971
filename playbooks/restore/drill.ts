/** Shows that a backup can be restored, by restoring it to the newest moment as a clone that is examined and ended. */
import { z } from 'zod'
import { type DrillFacts, lookAtDrill } from '#cluster/facts/restore/drill'
import type { DrillEvidence } from '#cluster/facts/restore/evidence'
import type { Heard } from '#model/actions/outputs'
import type { PlanBody, Step } from '#model/plan'
import { definePlaybook } from '#model/playbook'
import { drillActions } from '#playbooks/restore/drill-actions'
import { type DrillReady, readyToDrill } from '#playbooks/restore/drill-refusals'
import { drillWords, failedWords } from '#playbooks/restore/drill-words'
import { finishWal } from '#playbooks/restore/finish-wal'
import { roomFor } from '#playbooks/restore/ready-to-clone'
import { timeWords } from '#playbooks/restore/time-words'
import { claimBackup, claimWal } from '#playbooks/shared/backup-claims'
import { claimClones } from '#playbooks/shared/claim-clones'
import { bytes, counted } from '#text/figures'
import { minute } from '#text/instant'

export const drillInput = z.object({})

type DrillInput = z.infer<typeof drillInput>

export const restoreDrill = definePlaybook<DrillInput, DrillFacts, DrillReady>({
  name: 'restore.drill',
  version: 1,
  summary: 'Restore the newest backup to the newest moment, measure and check it, and remove it',
  example: '',
  first: null,
  risk: 'change',
  input: drillInput,

  look: (view, _, known) => lookAtDrill(view, known),

  refuse: (_, facts) => readyToDrill(facts),

  plan(_, ready): PlanBody {
    const { cluster, chosen, place, repository, drill, queries } = ready
    const size = roomFor(chosen.about)
    return {
      headline: `Drill a restore of ${cluster} from ${chosen.backup} to the newest moment (${bytes(size)})`,
      steps: stepsOf(ready),
      claims: [
        claimClones(place.folder),
        claimBackup(repository, chosen.backup, 'shared'),
        claimWal(repository, 'shared'),
      ],
      estimates: [
        { label: 'Backup', value: `${chosen.backup}, which ended ${minute(chosen.about.endedAt)}` },
        {
          label: 'Room',
          value: `about ${bytes(size)} in ${place.folder}${place.freeBytes === null ? '' : `, which has ${bytes(place.freeBytes)} free`}, until the drill is over`,
        },
        {
          label: 'Checks',
          value: `the newest transaction, checksums, rows of tables, B-trees by amcheck${queries.length === 0 ? '' : `, and ${counted(queries.length, 'query', 'queries')} of the inventory`}`,
        },
        { label: 'Time', value: timeWords(ready) },
        { label: 'Locks', value: 'none: nothing of the cluster is touched but its file of WAL' },
        { label: 'Undo', value: `none needed: the clone is ended, and ${drill} is kept` },
      ],
      notes: [
        `The data of ${cluster} lies in ${place.folder} while the drill lasts, not encrypted.`,
      ],
    }
  },

  verify: (_, { evidence }, steps = []) => {
    const [name, found] = evidenceOf(evidence, steps)
    return found ? failedWords(found) : `There is no evidence of ${name} in the repository.`
  },

  found(_, { evidence }, steps, heard) {
    const [, found] = evidenceOf(evidence, steps)
    return found ? drillWords(found, sumIn(steps, heard)) : null
  },

  // The clone is gone already.
  undoes: () => [],
})

const stepsOf = (ready: DrillReady): readonly Step[] => {
  const { node, database, cluster, chosen, place, drill } = ready
  const { clone, transacting, making, examining, ending, effect } = drillActions(ready)
  return [
    {
      title: `Have ${node} commit an empty transaction, which is the newest moment, and read what is not archived yet`,
      action: transacting,
      effects: [],
      onFailure: 'undo',
      undo: null,
    },
    finishWal(node, database),
    {
      title: `Restore ${chosen.backup} of ${cluster} to that moment as ${clone} in ${place.folder}`,
      action: making,
      effects: [effect],
      onFailure: 'undo',
      undo: { title: `End ${clone}`, action: ending, effects: [effect] },
    },
    {
      title: `Examine ${clone} and keep the evidence as ${drill}`,
      action: examining,
      effects: [],
      onFailure: 'undo',
      undo: null,
    },
    {
      title: `Stop ${clone} and remove its files`,
      action: ending,
      // A drill and its end are one effect: a standing approval counts drills.
      effects: [],
      onFailure: 'finish',
      undo: null,
    },
  ]
}

/** The name of the plan's drill, and the evidence where the repository has it. */
const evidenceOf = (
  { newest }: DrillFacts['evidence'],
  steps: readonly Step[],
): readonly [string, DrillEvidence | undefined] => {
  const name = steps.flatMap(({ action }) => (action.kind === 'examine' ? [action.drill] : []))[0]
  return [name ?? '', newest.find(({ drill }) => drill === name)]
}

const sumIn = (
  steps: readonly Step[],
  heard: ReadonlyMap<number, Heard> | undefined,
): string | null => {
  const at = steps.findIndex(({ action }) => action.kind === 'examine')
  const sum = heard?.get(at)?.['evidence']
  return typeof sum === 'string' ? sum : null
}
