/** The figures and notes of the rebuild of a replica. */
import { whyNot } from '#checks/replication/why-not'
import type { PlanBody } from '#model/plan'
import type { ReinitReady } from '#playbooks/replication/reinit-refusals'
import { bytes, counted, seconds } from '#text/figures'
import { listed } from '#text/listed'

export const reinitEstimates = (
  { pace, checkpoint }: { readonly pace?: number | undefined; readonly checkpoint: string },
  ready: ReinitReady,
): PlanBody['estimates'] => {
  const { from, replica, primary, folder } = ready
  const reasons = whyNot(ready, replica)
  return [
    {
      label: `${replica.name} now`,
      value:
        reasons.length === 0
          ? 'streams, and could take over: nothing is wrong'
          : reasons.join('; '),
    },
    {
      label: 'Readers',
      value: `are served from the old files during the copy; then ${counted(replica.about.connections, 'connection')} to ${replica.name} ${replica.about.connections === 1 ? 'ends' : 'end'}, and it is away until the new files have replayed what was written meanwhile`,
    },
    {
      label: 'Room',
      value: `about ${bytes(primary.bytes)} beside the old files, where ${bytes(folder.freeBytes)} are free; the old files go once the new ones stream`,
    },
    {
      label: 'Load',
      value: `reads all of ${from.name}${pace === undefined ? ', as fast as disk and network allow (`pace=` sets a limit)' : `, at most ${pace} MB a second`}; ${checkpoint === 'fast' ? 'a checkpoint first, at once' : 'a usual checkpoint first, which takes minutes'}; ${from.name} keeps all WAL that is written meanwhile`,
    },
    {
      label: 'Time',
      value:
        pace === undefined
          ? 'not known before'
          : `about ${seconds(primary.bytes / (pace * 1_024 ** 2))}, and the replay`,
    },
    {
      label: 'If it fails',
      value: `the old files are put back, and ${replica.name} is started on them again`,
    },
    { label: 'Undo', value: 'none: once the new files stream, the old ones are removed' },
  ]
}

export const reinitNotes = ({
  replica,
  from,
  ha,
  nodes,
  unreachable,
}: ReinitReady): readonly string[] => {
  const reading = replica.sends.map(({ application }) => application)
  const others = nodes.filter(({ role, name }) => role === 'replica' && name !== replica.name)
  return [
    `${replica.name} keeps its own configuration files and certificates. It receives WAL from ${from.name} as ${ha?.login ?? ''} from then on, by slot and with a password file.`,
    'Log files inside its data directory go with the old files.',
    ...(others.length + unreachable.length === 0
      ? [`${replica.name} is the only replica: nobody could take over while it is away.`]
      : []),
    ...(reading.length === 0
      ? []
      : [`${listed(reading)} receives WAL from ${replica.name}, and waits meanwhile.`]),
    ...(replica.slots.length === 0
      ? []
      : [
          `No slot is in a base backup: ${listed(replica.slots.map(({ name }) => name))} of ${replica.name} ${replica.slots.length === 1 ? 'is' : 'are'} gone then.`,
        ]),
    ...(from.synchronous === ''
      ? []
      : [
          `Commits on ${from.name} wait for ${from.synchronous}: where that is ${replica.name}, they stand still while it is away.`,
        ]),
  ]
}
