/** Shows that a base backup can be restored, by restoring it to the present moment on Howdah's own machine. */
import { z } from 'zod'
import { bytesOf } from '#cluster/facts/backup/about'
import { lookAtDrillPlace } from '#cluster/facts/backup/drill-place'
import { type DrillEvidence, numberOfDrill } from '#cluster/facts/backup/drills'
import { lookAtBackups } from '#cluster/facts/backup/look'
import type { DrillAction } from '#model/actions/drill'
import { line } from '#model/input'
import type { PlanBody, Step } from '#model/plan'
import { definePlaybook } from '#model/playbook'
import { type DrillFacts, type DrillReady, readyToDrill } from '#playbooks/restore/drill-refusals'
import { bytes, counted, seconds } from '#text/figures'
import { minute } from '#text/instant'

export const drillInput = z.object({
  backup: line.max(40).optional().describe('The newest when left out'),
})

type DrillInput = z.infer<typeof drillInput>

const deadlineSeconds = 12 * 3_600

export const restoreDrill = definePlaybook<DrillInput, DrillFacts, DrillReady>({
  name: 'restore.drill',
  version: 1,
  summary: 'Restore a base backup beside everything, look whether it is whole, and remove it again',
  example: '',
  first: 'backup',
  risk: 'change',
  input: drillInput,

  async look(view) {
    const drills = view.repository?.drills ?? null
    return { ...(await lookAtBackups(view)), place: drills && (await lookAtDrillPlace(drills)) }
  },

  refuse: ({ backup }, facts) => readyToDrill(backup, facts),

  plan(_, ready): PlanBody {
    const { node, about, place, repository } = ready
    return {
      headline: `Restore ${about.backup} of ${node} for a drill (${bytes(bytesOf(about))})`,
      steps: stepsOf(ready),
      claims: [
        {
          on: 'node',
          key: `drills/${place.folder}`,
          label: `drills in ${place.folder}`,
          mode: 'exclusive',
        },
      ],
      estimates: [
        {
          label: 'Room',
          value: `about ${bytes(bytesOf(about))} in ${place.folder}${place.freeBytes === null ? '' : `, which has ${bytes(place.freeBytes)} free`}, until the drill is over`,
        },
        { label: 'Time', value: timeOf(repository.evidence) },
        { label: 'Locks', value: 'none: nothing of the cluster is touched' },
        { label: 'Undo', value: 'none needed: the copy is removed, and the evidence is kept' },
      ],
      notes: [
        'The copy has no network, none of the server’s own settings, no workers of subscriptions and no libraries that run jobs.',
      ],
    }
  },

  verify: (_, { repository }, steps = []) => {
    const [name, evidence] = evidenceOf(repository, steps)
    if (!evidence) return `There is no evidence of ${name}.`
    const { damaged, backup } = evidence
    return damaged !== null && damaged.length > 0
      ? `${backup} was restored, and amcheck found damage: ${damaged.slice(0, 3).join('; ')}`
      : undefined
  },

  found: (_, { repository }, steps) => {
    const [, evidence] = evidenceOf(repository, steps)
    return evidence ? drillWords(evidence) : null
  },
})

const drillWords = ({
  backup,
  reached,
  bytes: size,
  seconds: took,
  databases,
  indexes,
  damaged,
}: DrillEvidence): string =>
  `${backup} was restored to ${reached} in ${seconds(took.unpack + took.replay)}: ${bytes(size)} unpacked in ${took.unpack.toFixed(1)} s, every file as in the manifest; WAL replayed in ${took.replay.toFixed(1)} s. ${
    damaged === null
      ? 'amcheck is not installed where it was restored, so no index was checked.'
      : `amcheck found ${counted(indexes, 'B-tree index', 'B-tree indexes')} of ${counted(databases, 'database')} sound, in ${took.check.toFixed(1)} s.`
  }`

const stepsOf = ({
  node,
  database,
  about,
  place,
  repository: { folder, archive, evidence },
}: DrillReady): readonly Step[] => {
  const drill = `drill-${numberOfDrill(evidence[0]?.drill ?? '') + 1}`
  const restoring: DrillAction = {
    kind: 'drill',
    node,
    database,
    duty: 'backup',
    folder,
    archive,
    backup: about.backup,
    drill,
    until: { from: 0, output: 'lsn' },
    place: place.folder,
    programs: place.programs,
    way: 'restore',
    deadlineSeconds,
  }
  return [
    {
      title: `Have ${node} finish its file of WAL, so that the present moment is archived`,
      action: {
        // Once more changes nothing: a file of WAL that was just begun is not finished again.
        kind: 'read',
        node,
        database,
        duty: 'backup',
        query: { text: 'select pg_switch_wal()::text as lsn', values: [] },
        outputs: { lsn: 'lsn' },
        deadlineSeconds: 60,
      },
      effects: [],
      onFailure: 'undo',
      undo: null,
    },
    {
      title: `Restore ${about.backup} as ${drill} in ${place.folder}, look at it, and remove it`,
      action: restoring,
      effects: [
        {
          change: 'drill',
          kind: 'backup',
          object: about.backup,
          bytes: bytesOf(about),
          lock: null,
        },
      ],
      onFailure: 'undo',
      undo: null,
    },
  ]
}

const timeOf = ([last]: readonly DrillEvidence[]): string =>
  last
    ? `${last.drill} took ${seconds(last.seconds.unpack + last.seconds.replay + last.seconds.check)} for ${bytes(last.bytes)}, ${minute(last.at)}`
    : 'not known before the first drill'

/** The name of the plan's drill, and the evidence where the repository has it. */
const evidenceOf = (repository: DrillFacts['repository'], steps: readonly Step[]) => {
  const action = steps[1]?.action
  const name = action?.kind === 'drill' ? action.drill : ''
  return [name, repository?.evidence.find(({ drill }) => drill === name)] as const
}
