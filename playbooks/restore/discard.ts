/** Removes the old files of a restore in place, and with the files the way back. */
import { z } from 'zod'
import { type InPlaceFacts, lookAtInPlace } from '#cluster/facts/restore/in-place'
import type { Replaced } from '#cluster/facts/restore/replaced'
import { targetWords } from '#model/clone/target'
import { line } from '#model/input'
import type { PlanBody } from '#model/plan'
import { definePlaybook } from '#model/playbook'
import { type Refusal, refusal } from '#model/refusal'
import { actOnClone } from '#playbooks/shared/act-on-clone'
import { claimClones } from '#playbooks/shared/claim-clones'
import { noLogin } from '#playbooks/shared/refusals'
import { minute } from '#text/instant'

export const discardInput = z.object({
  over: line.max(60).describe('The name of the cluster whose old files go, typed out'),
})

type DiscardInput = z.infer<typeof discardInput>

interface DiscardReady extends InPlaceFacts {
  readonly folder: string
  readonly about: Replaced
}

const deadlineSeconds = 3_600

export const restoreDiscard = definePlaybook<DiscardInput, InPlaceFacts, DiscardReady>({
  name: 'restore.discard',
  version: 1,
  summary: 'Remove the old files that a restore in place kept',
  example: 'over=shop',
  first: 'over',
  risk: 'irreversible',
  input: discardInput,

  look: view => lookAtInPlace(view),

  refuse({ over }, facts): Refusal | DiscardReady {
    const { login, kept, cluster } = facts
    if (login === null) return noLogin('backup')
    if (kept === null)
      return refusal(`Nothing is kept of an earlier restore of ${cluster}.`, 'Nothing is needed.')
    const { folder, about } = kept
    if (about === null || about.state === 'under way')
      return refusal(
        `Howdah cannot tell what ${folder} has: it may be the only files of the server.`,
        'Look there by hand.',
      )
    return over === cluster
      ? { ...facts, folder, about }
      : refusal(
          `\`over=\` names ${over}, and the cluster is ${cluster}.`,
          `Type its name: \`over=${cluster}\`.`,
        )
  },

  plan(_, { about, folder, cluster, node, database, place }): PlanBody {
    const { clone, state } = about
    const action = actOnClone(
      { node, database, place },
      { about: clone, target: clone.target, way: 'discard', data: about.data, deadlineSeconds },
    )
    return {
      headline: `Remove the files that ${cluster} had before it was restored to ${targetWords(clone.target)}`,
      steps: [
        {
          title: `Remove ${folder}`,
          action,
          effects: [
            {
              change: 'discard',
              kind: 'server',
              object: `${node} of ${cluster}`,
              bytes: null,
              lock: null,
            },
          ],
          onFailure: 'finish',
          undo: null,
        },
      ],
      claims: [claimClones(place?.folder ?? '')],
      estimates: [
        {
          label: 'Files',
          value:
            state === 'returned'
              ? `those of ${clone.clone}, which were taken out again ${minute(about.at)}`
              : `those of ${cluster} before ${minute(about.at)}`,
        },
        { label: 'Undo', value: 'none: the way back goes with the files' },
      ],
      notes: [
        'Look first whether all that was written between the moment and the restore is missed by nobody.',
      ],
    }
  },

  verify: (_, { kept }) => (kept === null ? undefined : `${kept.folder} is still there.`),

  found: (_, { kept, cluster }) =>
    kept === null ? `Nothing is kept of the files that ${cluster} had before.` : null,
})
