/** The figures and notes of the rebuild of a replica. */
import { whyNot } from '#checks/replication/why-not'
import type { ReplicatingNode } from '#cluster/facts/replication/look'
import type { PlanBody } from '#model/plan'
import { type CopyWish, loadWords } from '#playbooks/replication/base-copy'
import type { ReinitReady } from '#playbooks/replication/reinit-refusals'
import { bytes, counted, seconds } from '#text/figures'
import { listed } from '#text/listed'

export const reinitEstimates = (wish: CopyWish, ready: ReinitReady): PlanBody['estimates'] => {
  const { from, replica, says, primary, folder } = ready
  const { pace } = wish
  return [
    { label: `${replica} now`, value: says ? stateWords(ready, says) : silentWords(ready) },
    { label: 'Readers', value: says ? readerWords(says) : 'none: nobody is served by it now' },
    {
      label: 'Room',
      value: `about ${bytes(primary.bytes)} beside the old files, where ${bytes(folder.freeBytes)} are free; the old files go once the new ones stream`,
    },
    { label: 'Load', value: loadWords(wish, from.name) },
    {
      label: 'Time',
      value:
        pace === undefined
          ? 'not known before'
          : `about ${seconds(primary.bytes / (pace * 1_024 ** 2))}, and the replay`,
    },
    {
      label: 'If it fails',
      value: `the old files are put back${says ? `, and ${replica} is started on them again` : ''}`,
    },
    { label: 'Undo', value: 'none: once the new files stream, the old ones are removed' },
  ]
}

const stateWords = (ready: ReinitReady, says: ReplicatingNode): string => {
  const reasons = whyNot(ready, says)
  return reasons.length === 0
    ? 'streams, and could take over: nothing is wrong'
    : reasons.join('; ')
}

/** Whatever was committed on a former primary alone goes with its files. */
const silentWords = ({ data, beyond, from }: ReinitReady): string => {
  if (beyond === null)
    return `does not answer; whether its files in ${data} hold commits that ${from.name} lacks is not known`
  return beyond.commits === 0
    ? `does not answer; its files in ${data} hold no commit that ${from.name} lacks`
    : `does not answer; its files in ${data} hold ${counted(beyond.commits, 'committed transaction')} that ${from.name} lacks, and that are gone with them`
}

const readerWords = ({ name, about: { connections } }: ReplicatingNode): string =>
  `are served from the old files during the copy; then ${counted(connections, 'connection')} to ${name} ${connections === 1 ? 'ends' : 'end'}, and it is away until the new files have replayed what was written meanwhile`

export const reinitNotes = ({
  replica,
  says,
  data,
  from,
  ha,
  nodes,
  unreachable,
  beyond,
}: ReinitReady): readonly string[] => {
  const reading = says?.sends.map(({ application }) => application) ?? []
  const slots = says?.slots ?? []
  const others = [
    ...nodes.filter(({ role, name }) => role === 'replica' && name !== replica),
    ...unreachable.filter(({ name }) => name !== replica),
  ]
  return [
    ...(says || beyond?.commits === 0
      ? []
      : [
          `If what was committed on ${replica} alone is still to be looked at, copy ${data} elsewhere before anybody approves.`,
        ]),
    `${replica} keeps its own configuration files and certificates. It receives WAL from ${from.name} as ${ha?.login ?? ''} from then on, by slot and with a password file.`,
    'Log files inside its data directory go with the old files.',
    ...(others.length === 0
      ? [
          says
            ? `${replica} is the only replica: nobody could take over while it is away.`
            : `${from.name} has no other replica: nobody could take over before ${replica} streams.`,
        ]
      : []),
    ...(reading.length === 0
      ? []
      : [`${listed(reading)} receives WAL from ${replica}, and waits meanwhile.`]),
    ...(slots.length === 0
      ? []
      : [
          `No slot is in a base backup: ${listed(slots.map(({ name }) => name))} of ${replica} ${slots.length === 1 ? 'is' : 'are'} gone then.`,
        ]),
    ...(from.synchronous === ''
      ? []
      : [
          `Commits on ${from.name} wait for ${from.synchronous}: where that is ${replica}, they stand still while it is away.`,
        ]),
  ]
}
