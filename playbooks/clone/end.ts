/** Ends a clone: stops its server and removes its files. */
import { z } from 'zod'
import type { CloneAbout } from '#cluster/facts/clone/about'
import { type ClonesFacts, clonesOfCluster } from '#cluster/facts/clone/of-cluster'
import { momentWords } from '#model/clone/target'
import { line } from '#model/input'
import type { PlanBody } from '#model/plan'
import { definePlaybook } from '#model/playbook'
import { isRefusal, type Refusal } from '#model/refusal'
import { actOnClone } from '#playbooks/shared/act-on-clone'
import { claimClones } from '#playbooks/shared/claim-clones'
import { cloneNamed } from '#playbooks/shared/no-clone'
import { noLogin } from '#playbooks/shared/refusals'
import { bytes } from '#text/figures'

export const endInput = z.object({
  clone: line.max(60).describe('As `clone list` names it'),
})

type EndInput = z.infer<typeof endInput>

interface EndReady extends ClonesFacts {
  readonly about: CloneAbout
  /** The folder of the clones. */
  readonly from: string
}

export const cloneEnd = definePlaybook<EndInput, ClonesFacts, EndReady>({
  name: 'clone.end',
  version: 1,
  summary: 'End a clone: stop its server and remove its files',
  example: 'shop-clone-1',
  first: 'clone',
  risk: 'change',
  input: endInput,

  look: clonesOfCluster,

  refuse: ({ clone }, facts): Refusal | EndReady => {
    if (facts.login === null) return noLogin('backup')
    const found = cloneNamed(facts, clone)
    return isRefusal(found)
      ? found
      : { ...facts, about: found.about, from: facts.place?.folder ?? '' }
  },

  plan(_, ready): PlanBody {
    const { about, from, cluster } = ready
    const { clone, target } = about
    return {
      headline: `End ${clone}, which is ${cluster} ${momentWords(target)} (${bytes(about.bytes)})`,
      steps: [
        {
          title: `Stop ${clone} and remove its files`,
          action: actOnClone(ready, { about, target, way: 'end' }),
          effects: [
            { change: 'end', kind: 'clone', object: clone, bytes: about.bytes, lock: null },
          ],
          onFailure: 'finish',
          undo: null,
        },
      ],
      claims: [claimClones(from)],
      estimates: [
        { label: 'Room', value: `gives back about ${bytes(about.bytes)} in ${from}` },
        { label: 'Undo', value: 'none: restore to the same moment again' },
      ],
      notes: ['Sessions on the clone are ended.'],
    }
  },

  verify: ({ clone }, { place }) =>
    place?.clones.some(({ about }) => about?.clone === clone)
      ? `${clone} is still there.`
      : undefined,

  found: ({ clone }, { place }) =>
    place?.clones.some(({ about }) => about?.clone === clone)
      ? null
      : `${clone} is gone, with its files.`,
})
