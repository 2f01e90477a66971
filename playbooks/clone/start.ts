/** Starts the server of a clone again, after a crash of that server. */
import { z } from 'zod'
import type { CloneAbout } from '#cluster/facts/clone/about'
import { type ClonesFacts, clonesOfCluster } from '#cluster/facts/clone/of-cluster'
import { momentWords, targetWords } from '#model/clone/target'
import { line } from '#model/input'
import type { PlanBody } from '#model/plan'
import { definePlaybook } from '#model/playbook'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { standsAgain } from '#playbooks/clone/stands-again'
import { actOnClone } from '#playbooks/shared/act-on-clone'
import { claimClones } from '#playbooks/shared/claim-clones'
import { cloneNamed } from '#playbooks/shared/no-clone'
import { noLogin } from '#playbooks/shared/refusals'

export const startInput = z.object({
  clone: line.max(60).describe('As `clone list` names it'),
})

type StartInput = z.infer<typeof startInput>

interface StartReady extends ClonesFacts {
  readonly about: CloneAbout
}

export const cloneStart = definePlaybook<StartInput, ClonesFacts, StartReady>({
  name: 'clone.start',
  version: 1,
  summary: 'Start the server of a clone again, where it has ended',
  example: 'shop-clone-1',
  first: 'clone',
  risk: 'change',
  input: startInput,

  look: clonesOfCluster,

  refuse({ clone }, facts): Refusal | StartReady {
    if (facts.login === null) return noLogin('backup')
    const found = cloneNamed(facts, clone)
    if (isRefusal(found)) return found
    const { about, running, torn } = found
    if (torn)
      return refusal(
        `Howdah's machine was started since ${clone} was made, and the files of a clone may be torn by that.`,
        'End it, and restore again.',
        `clone end ${clone}`,
      )
    if (about.moving)
      return refusal(
        `${clone} was being moved to ${targetWords(about.moving)}, and that broke off: where its files stand is not known.`,
        'End it, and restore again.',
        `clone end ${clone}`,
      )
    return running
      ? refusal(`${clone} runs, and can be read.`, 'See where it stands.', `clone show ${clone}`)
      : { ...facts, about }
  },

  plan(_, ready): PlanBody {
    const { about, cluster, place } = ready
    const { clone, target } = about
    return {
      headline: `Start ${clone} of ${cluster} again, ${about.promoted ? 'which takes writes' : momentWords(target)}`,
      steps: [
        {
          title: `Start ${clone} again`,
          action: actOnClone(ready, { about, target, way: 'start' }),
          effects: [
            { change: 'start', kind: 'clone', object: clone, bytes: about.bytes, lock: null },
          ],
          onFailure: 'undo',
          undo: null,
        },
      ],
      claims: [claimClones(place?.folder ?? '')],
      estimates: [
        { label: 'Time', value: 'seconds: a little WAL is replayed again' },
        { label: 'Undo', value: 'none is needed: `clone end` ends it' },
      ],
      notes: [
        about.promoted
          ? 'It takes writes again, with all that was committed there.'
          : 'It stays paused at its moment, and can only be read.',
      ],
    }
  },

  verify: ({ clone }, facts, steps = []) => standsAgain(facts, clone, steps),

  found: ({ clone }, { place }) =>
    place?.clones.some(({ about, running }) => about?.clone === clone && running)
      ? `${clone} runs again, and can be read.`
      : null,
})
