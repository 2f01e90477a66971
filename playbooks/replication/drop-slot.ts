/** Drops an unused replication slot, so that the server may remove the WAL that the slot keeps. */
import { z } from 'zod'
import { diskWords } from '#checks/replication/retention'
import { lookAtSlots, type SlotFacts } from '#cluster/facts/replication/slots'
import { line } from '#model/input'
import type { PlanBody } from '#model/plan'
import { definePlaybook } from '#model/playbook'
import { readyToDrop, type SlotReady } from '#playbooks/replication/drop-slot-refusals'
import { dropSlot, makeSlot } from '#playbooks/replication/slot-actions'
import { bytes, counted } from '#text/figures'
import { minute } from '#text/instant'
import { listed } from '#text/listed'

export const dropSlotInput = z.object({
  slot: line.max(63).describe('The slot that nobody uses any more, e.g. shop_3'),
  node: line
    .max(60)
    .optional()
    .describe('The node that has it, where several nodes have a slot of that name'),
})

type DropSlotInput = z.infer<typeof dropSlotInput>

export const replicationDropSlot = definePlaybook<DropSlotInput, SlotFacts, SlotReady>({
  name: 'replication.drop-slot',
  version: 1,
  summary: 'Drop a replication slot that nobody uses and that keeps WAL from being removed',
  example: 'shop_3',
  first: 'slot',
  risk: 'change',
  input: dropSlotInput,

  look: view => lookAtSlots(view),

  refuse: readyToDrop,

  plan({ slot }, ready): PlanBody {
    const { node, meant, database, cluster } = ready
    const place = { node: node.name, database, slot }
    const effect = {
      kind: 'slot',
      object: `${meant.type} slot ${slot} on ${node.name}`,
      bytes: meant.retainedBytes,
      lock: null,
    } as const
    return {
      headline: `Drop ${meant.type} replication slot ${slot} on ${node.name}, which keeps ${keptWords(meant)}`,
      steps: [
        {
          title: `Drop slot ${slot} on ${node.name}`,
          action: dropSlot(place, meant.restartLsn),
          effects: [{ ...effect, change: 'drop' }],
          onFailure: 'undo',
          undo:
            meant.type === 'physical'
              ? {
                  title: `Make slot ${slot} on ${node.name} again`,
                  action: makeSlot(place),
                  effects: [{ ...effect, change: 'create', bytes: null }],
                }
              : null,
        },
      ],
      claims: [
        {
          on: 'node',
          key: `${node.name}/slot/${slot}`,
          label: `slot ${slot} of ${node.name} (${cluster})`,
          mode: 'exclusive',
        },
      ],
      ...(meant.type === 'logical' ? { risk: 'irreversible' } : {}),
      estimates: estimatesOf(ready),
      notes: notesOf(ready),
    }
  },

  verify({ slot }, { nodes }, steps = []) {
    const node = steps.flatMap(({ action }) => (action.kind === 'sql' ? [action.node] : []))[0]
    const still = nodes.some(
      ({ name, slots }) => name === node && slots.some(one => one.name === slot),
    )
    return still ? `Slot ${slot} is still on ${node ?? 'its node'}.` : undefined
  },
})

const keptWords = ({ retainedBytes, walStatus }: SlotReady['meant']): string =>
  walStatus === 'lost'
    ? 'nothing any more: its WAL is lost'
    : retainedBytes === null
      ? 'no WAL'
      : `${bytes(retainedBytes)} of WAL`

const estimatesOf = ({ node, meant }: SlotReady): PlanBody['estimates'] => [
  {
    label: 'Keeps',
    value: `${keptWords(meant)}${meant.restartLsn === null ? '' : ` (from ${meant.restartLsn} on)`}${diskWords(node, meant)}`,
  },
  {
    label: 'In use',
    value: `no${meant.idleSince === null ? '; since when is not known' : `, since ${minute(meant.idleSince)}`}`,
  },
  {
    label: 'Frees',
    value: `what no other slot, replica or archive needs of that WAL, with the next checkpoints of ${node.name}`,
  },
  {
    label: 'Undo',
    value:
      meant.type === 'physical'
        ? 'makes the slot again, which then keeps WAL from that moment on: WAL that was removed is not brought back'
        : `none: where its subscriber in database ${meant.database ?? 'unknown'} had come to is gone with it`,
  },
]

const notesOf = ({ meant, unreachable, node }: SlotReady): readonly string[] => [
  ...(unreachable.length === 0
    ? []
    : [
        `${listed(unreachable.map(({ name }) => name))} does not answer, and may be the one that reads by this slot: it has to be built anew then.`,
      ]),
  ...(meant.type === 'logical'
    ? [
        'Its subscriber has to be set up anew, with a copy of its tables. Where a subscription still names the slot, drop that subscription instead: it drops the slot too.',
      ]
    : ['A replica that reads by it can come back only where an archive still has the WAL.']),
  ...(meant.heldTransactions === null
    ? []
    : [
        `The slot also has VACUUM keep row versions of the last ${counted(meant.heldTransactions, 'transaction')} on ${node.name}.`,
      ]),
]
