/** Lets a clone take writes, as a separate server without a way to other servers. */
import { z } from 'zod'
import type { CloneAbout } from '#cluster/facts/clone/about'
import { endOfClone } from '#cluster/facts/clone/about'
import { lookAtReach, type ReachingOut } from '#cluster/facts/clone/reaching-out'
import { momentWords, targetWords } from '#model/clone/target'
import { line } from '#model/input'
import type { PlanBody } from '#model/plan'
import { definePlaybook } from '#model/playbook'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { actOnClone } from '#playbooks/shared/act-on-clone'
import { claimClones } from '#playbooks/shared/claim-clones'
import { endClone } from '#playbooks/shared/end-clone'
import { cloneNamed } from '#playbooks/shared/no-clone'
import { noLogin } from '#playbooks/shared/refusals'
import { counted, fewOf } from '#text/figures'
import { minute } from '#text/instant'

export const promoteInput = z.object({
  clone: line.max(60).describe('As `clone list` names it'),
})

type PromoteInput = z.infer<typeof promoteInput>

interface PromoteReady extends ReachingOut {
  readonly about: CloneAbout
}

export const clonePromote = definePlaybook<PromoteInput, ReachingOut, PromoteReady>({
  name: 'clone.promote',
  version: 1,
  summary: 'Let a clone take writes, as a server of its own that reaches no other',
  example: 'shop-clone-1',
  first: 'clone',
  risk: 'change',
  input: promoteInput,

  look: (view, { clone }) => lookAtReach(view, clone),

  refuse({ clone }, facts): Refusal | PromoteReady {
    if (facts.login === null) return noLogin('backup')
    const found = cloneNamed(facts, clone)
    if (isRefusal(found)) return found
    const { about, running, torn } = found
    if (about.promoted)
      return refusal(`${clone} takes writes already.`, 'See it.', `clone show ${clone}`)
    if (torn || about.moving)
      return refusal(
        torn
          ? `Howdah's machine was started since ${clone} was made, and the files of a clone may be torn by that.`
          : `${clone} was being moved to ${targetWords(about.moving ?? about.target)}, and that broke off: where its files stand is not known.`,
        'End it, and restore again.',
        `clone end ${clone}`,
      )
    return running
      ? { ...facts, about }
      : refusal(`${clone} does not run.`, 'Start it first.', `clone start ${clone}`)
  },

  plan(_, ready): PlanBody {
    const { about, cluster, place } = ready
    const { clone, target } = about
    return {
      headline: `Let ${clone}, which is ${cluster} ${momentWords(target)}, take writes`,
      steps: [
        {
          title: `Promote ${clone}`,
          action: actOnClone(ready, { about, target, way: 'promote' }),
          effects: [
            { change: 'promote', kind: 'clone', object: clone, bytes: about.bytes, lock: null },
          ],
          onFailure: 'undo',
          undo: null,
        },
      ],
      claims: [claimClones(place?.folder ?? '')],
      estimates: [
        { label: 'Ends', value: `by itself ${minute(endOfClone(about))}, as before` },
        { label: 'Undo', value: 'none: end it, and restore to the same moment again' },
      ],
      notes: notesOf(ready),
    }
  },

  verify: ({ clone }, { place }) =>
    place?.clones.some(one => one.about?.clone === clone && one.about.promoted && one.running)
      ? undefined
      : `${clone} does not take writes.`,

  found({ clone }, { place, cluster }) {
    const about = place?.clones.find(one => one.about?.clone === clone)?.about
    return about?.promoted
      ? `${clone} takes writes, and began as ${cluster} ${momentWords(about.target)}. On Howdah’s machine its user connects by \`psql -h ${about.socket}\`.`
      : null
  },

  next: ({ clone }) => [
    { label: 'Inspect', command: `clone inspect ${clone}` },
    { label: 'Export Table', command: `clone export clone=${clone}` },
    endClone(clone),
  ],
})

const notesOf = ({ about: { clone }, cluster, there }: PromoteReady): readonly string[] => [
  `Sessions on ${clone} are ended. It has no network, archives nothing, and lets in Howdah’s logins alone, by a socket of Howdah’s machine: nobody but its user there writes, and no plan of Howdah does.`,
  `It goes on as a timeline of its own, with the system identifier of ${cluster}: its WAL and its backups are of no use to ${cluster}. It cannot be moved on any more.`,
  'User mappings of foreign servers are dropped in each database of the clone, and subscriptions disabled without a slot. Jobs of pg_cron and other workers do not run. A function that connects somewhere with a password of its own would still connect: whoever calls one looks first.',
  ...(there ? foundThere(there) : []),
]

const foundThere = ({
  foreignServers,
  subscriptions,
  unlogged,
}: NonNullable<ReachingOut['there']>): readonly string[] => [
  ...(foreignServers.length === 0
    ? []
    : [`Here these foreign servers have no user mapping any more: ${fewOf(foreignServers)}.`]),
  ...(subscriptions.length === 0 ? [] : [`Disabled subscriptions: ${fewOf(subscriptions)}.`]),
  ...(unlogged === 0
    ? []
    : [
        `${counted(unlogged, 'unlogged table has', 'unlogged tables have')} no rows, as in each clone.`,
      ]),
]
