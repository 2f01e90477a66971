/** Facts that a restore drill depends on: those of a restore, and the evidence of earlier drills. */
import { evidenceFolder, type KeptEvidence, lookAtEvidence } from '#cluster/facts/restore/evidence'
import { lookAtRestore, type RestoreFacts } from '#cluster/facts/restore/look'
import type { DrillQuery } from '#model/cluster'
import { noDrills } from '#model/drill/no-drills'
import type { Remembered } from '#model/record/remembered'
import type { View } from '#model/view'

export interface DrillFacts extends RestoreFacts {
  readonly evidence: KeptEvidence
  readonly queries: readonly DrillQuery[]
}

export const lookAtDrill = async (
  view: View,
  known: Pick<Remembered, 'verified' | 'drills'>,
): Promise<DrillFacts> => {
  const { repository } = view
  const folder = repository && evidenceFolder(repository, view.cluster.name)
  const [facts, evidence] = await Promise.all([
    lookAtRestore(view, null, known),
    repository && folder !== null ? lookAtEvidence(folder, repository.marks) : noEvidence,
  ])
  return { ...facts, evidence, queries: (repository?.drills ?? noDrills).queries }
}

const noEvidence: KeptEvidence = { folder: '', next: null, newest: [] }
