/** The figures and notes of a further replica. */

import type { AdditionReady } from '#cluster/facts/replication/addition/look'
import { slotOf } from '#model/actions/replication/statements'
import type { PlanBody } from '#model/plan'
import { type CopyWish, loadWords } from '#playbooks/replication/base-copy'
import { bytes, seconds } from '#text/figures'

/** MB a second of a slow and of a fast disk, where nobody sets a pace. */
const [slow, fast] = [50, 500]

export const additionEstimates = (wish: CopyWish, ready: AdditionReady): PlanBody['estimates'] => {
  const { from, replica, primary, place, address, admits } = ready
  const longest = secondsAt(primary.bytes, wish.pace ?? slow)
  return [
    {
      label: 'Size',
      value: `about ${bytes(primary.bytes)} into ${place.data}, where ${bytes(place.freeBytes)} are free`,
    },
    {
      label: 'Time',
      value: `${
        wish.pace === undefined
          ? `${seconds(secondsAt(primary.bytes, fast))} to ${seconds(longest)} (${fast} and ${slow} MB a second)`
          : `about ${seconds(longest)}`
      }, and the replay`,
    },
    {
      label: 'WAL meanwhile',
      value: `${from.name} keeps about ${bytes(from.walPerSecond * longest)} for the copy${from.walFreeBytes === null ? '; its disk cannot be seen from here' : `, with ${bytes(from.walFreeBytes)} free`}`,
    },
    { label: 'Load', value: loadWords(wish, from.name) },
    {
      label: `Changes on ${from.name}`,
      value: [
        `a slot ${slotOf(replica)}, which keeps WAL while ${replica} is away`,
        ...(admits === null ? [] : [`a line in ${admits.file}: \`${admits.line}\``]),
        'no restart',
      ].join('; '),
    },
    {
      label: replica,
      value: `is started on port ${address.port} in the way of ${from.name}, with a copy of its configuration`,
    },
    { label: 'If it fails', value: 'server, slot and files of the new node are removed again' },
    { label: 'Undo', value: `stops ${replica}, and removes it with its slot and its files` },
  ]
}

const secondsAt = (size: number, pace: number): number => size / (pace * 1_024 ** 2)

export const additionNotes = ({ replica, from, ha, nodes }: AdditionReady): readonly string[] => [
  `${replica} receives WAL from ${from.name} as ${ha?.login ?? ''}, by slot and with a password file.`,
  `Both run on one machine: ${replica} protects from the loss of a server, and not of the machine.`,
  ...(nodes.some(({ role }) => role === 'replica')
    ? []
    : [`${from.name} has no replica now: ${replica} is the first one, and could take over.`]),
  ...(from.synchronous === ''
    ? []
    : [
        `Commits on ${from.name} wait for ${from.synchronous}: where that counts ${replica}, they wait for it from then on.`,
      ]),
  `No start of the machine starts ${replica} by itself: let whatever starts ${from.name} start it too.`,
]
