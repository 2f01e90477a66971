/** Adds a replica on Howdah's machine, where the inventory gives a place to it: a base backup of the primary, started like the primary. */
import { z } from 'zod'
import {
  type AdditionFacts,
  type AdditionReady,
  lookAtAddition,
} from '#cluster/facts/replication/addition/look'
import { lookAtReplication, sentTo } from '#cluster/facts/replication/look'
import type { RebuildAction } from '#model/actions/replication/rebuild'
import { slotOf } from '#model/actions/replication/statements'
import type { Effect } from '#model/effect'
import { line } from '#model/input'
import type { PlanBody } from '#model/plan'
import { definePlaybook } from '#model/playbook'
import { additionEstimates, additionNotes } from '#playbooks/replication/add-replica/notes'
import { readyToAdd } from '#playbooks/replication/add-replica/refusals'
import { removalOf, removedWords } from '#playbooks/replication/add-replica/removal'
import { type CopyWish, copyInput, copyTerms } from '#playbooks/replication/base-copy'
import { bytes, milliseconds } from '#text/figures'

export const addReplicaInput = z.object({
  node: line.max(60).describe('The new node, as the inventory names it with `url` and `data`'),
  ...copyInput,
})

type AddReplicaInput = z.infer<typeof addReplicaInput>

export const replicationAddReplica = definePlaybook<AddReplicaInput, AdditionFacts, AdditionReady>({
  name: 'replication.add-replica',
  version: 1,
  summary: 'Add a replica, the first or a further one, by a base backup of the primary',
  example: 'shop-3',
  first: 'node',
  risk: 'change',
  input: addReplicaInput,

  look: (view, { node }) => lookAtAddition(view, node),

  refuse: ({ node }, facts) => readyToAdd(node, facts),

  plan(input, ready): PlanBody {
    const { cluster, from, replica, primary } = ready
    const action = additionOf(input, ready)
    const effects = effectsOf(ready)
    return {
      headline: `Add ${replica} to ${cluster} as a replica of ${from.name}, by a base backup (about ${bytes(primary.bytes)})`,
      steps: [
        {
          title: `Copy ${from.name} to ${replica}, and start ${replica} as a replica`,
          action,
          effects: effects('create', 'set'),
          onFailure: 'undo',
          undo: {
            title: `Stop ${replica}, and remove it with its slot and its files`,
            action: { ...action, way: 'remove' },
            effects: effects('remove', 'reset'),
          },
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
      estimates: additionEstimates(input, ready),
      notes: additionNotes(ready),
    }
  },

  verify({ node }, { nodes }) {
    const replica = nodes.find(({ name }) => name === node)
    if (!replica) return `${node} does not answer.`
    return replica.about.streams ? undefined : `${node} receives no WAL.`
  },

  found({ node }, facts, _steps, heard) {
    const phases = heard?.get(0)?.['phases']
    const replica = facts.nodes.find(({ name }) => name === node)
    if (typeof phases !== 'string' || !replica) return null
    const { behindBytes } = replica.about
    const ms = sentTo(facts, replica)?.replayMs ?? null
    const lag = [
      ...(behindBytes === null ? [] : [`${bytes(behindBytes)} behind`]),
      ...(ms === null ? [] : [`a commit is replayed ${milliseconds(ms)} later`]),
    ]
    return `${node} streams${lag.length === 0 ? '' : `, ${lag.join(', ')}`}: ${phases}.`
  },

  async undoing(view, steps) {
    const facts = await lookAtReplication(view)
    const replica = steps.flatMap(({ action }) =>
      action.kind === 'rebuild' ? [action.replica] : [],
    )[0]
    return removalOf(replica ?? '', facts)
  },

  undone: ({ node }, facts) => removedWords(node, facts),
})

const additionOf = (input: CopyWish, ready: AdditionReady): RebuildAction => {
  const { from, replica, database, system, primary, place, address, like, admits } = ready
  return {
    kind: 'rebuild',
    node: from.name,
    database,
    duty: 'ha',
    replica,
    slot: slotOf(replica),
    data: place.data,
    copy: 'rebuild-1',
    system,
    way: 'add',
    ...copyTerms(input, primary.bytes),
    fresh: { like, port: address.port, admits },
  }
}

const effectsOf =
  ({ replica, primary, from, admits }: AdditionReady) =>
  (replicaIs: 'create' | 'remove', settingIs: 'set' | 'reset'): readonly Effect[] => [
    {
      change: replicaIs,
      kind: 'replica',
      object: replica,
      bytes: Math.round(primary.bytes),
      lock: null,
    },
    ...(admits === null
      ? []
      : [
          {
            change: settingIs,
            kind: 'setting' as const,
            object: `pg_hba.conf of ${from.name}: ${admits.line}`,
            bytes: null,
            lock: null,
          },
        ]),
  ]
