/** Builds a replica anew from a base backup of the primary; the old files stay until the new files stream. */
import { z } from 'zod'
import { lookAtRebuild, type ReinitFacts } from '#cluster/facts/replication/rebuild'
import type { RebuildAction } from '#model/actions/replication/rebuild'
import { slotOf } from '#model/actions/replication/statements'
import { line } from '#model/input'
import type { PlanBody } from '#model/plan'
import { definePlaybook } from '#model/playbook'
import { copyInput, copyTerms } from '#playbooks/replication/base-copy'
import { reinitEstimates, reinitNotes } from '#playbooks/replication/reinit-notes'
import { type ReinitReady, readyToReinit } from '#playbooks/replication/reinit-refusals'
import { bytes } from '#text/figures'

export const reinitInput = z.object({
  node: line
    .max(60)
    .describe('The replica that is built anew, as the inventory names it')
    .meta({ names: 'replica' }),
  ...copyInput,
})

type ReinitInput = z.infer<typeof reinitInput>

export const replicationReinit = definePlaybook<ReinitInput, ReinitFacts, ReinitReady>({
  name: 'replication.reinit',
  version: 1,
  summary: 'Build a replica anew from a base backup of the primary',
  example: 'shop-2',
  first: 'node',
  risk: 'disruptive',
  input: reinitInput,

  look: (view, { node }) => lookAtRebuild(view, node),

  refuse: ({ node }, facts) => readyToReinit(node, facts),

  plan(input, ready): PlanBody {
    const { cluster, from, replica, primary } = ready
    return {
      headline: `Build ${replica} of ${cluster} anew from a base backup of ${from.name} (about ${bytes(primary.bytes)})`,
      steps: [
        {
          title: `Copy ${from.name}, put the copy in the place of the files of ${replica}, and start it`,
          action: rebuildOf(input, ready),
          effects: [
            {
              change: 'rebuild',
              kind: 'replica',
              object: replica,
              bytes: Math.round(primary.bytes),
              lock: null,
            },
          ],
          onFailure: 'undo',
          undo: null,
        },
      ],
      claims: [
        {
          on: 'node',
          key: `${replica}/server`,
          label: `the server of ${replica}`,
          mode: 'exclusive',
        },
      ],
      estimates: reinitEstimates(input, ready),
      notes: reinitNotes(ready),
    }
  },

  verify({ node }, { nodes }) {
    const replica = nodes.find(({ name }) => name === node)
    if (!replica) return `${node} does not answer.`
    return replica.about.streams ? undefined : `${node} receives no WAL.`
  },

  found({ node }, _, _steps, heard) {
    const phases = heard?.get(0)?.['phases']
    return typeof phases === 'string' ? `${node} is built anew and streams: ${phases}.` : null
  },
})

const rebuildOf = (
  input: ReinitInput,
  { from, replica, database, data, system, folder, primary }: ReinitReady,
): RebuildAction => ({
  kind: 'rebuild',
  node: from.name,
  database,
  duty: 'ha',
  replica,
  slot: slotOf(replica),
  data,
  copy: folder.copy,
  system,
  way: 'rebuild',
  ...copyTerms(input, primary.bytes),
})
