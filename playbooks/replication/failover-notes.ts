/** The figures and notes of a failover: above all the loss, before an approval. */
import { positionOf } from '#cluster/facts/backup/wal'
import type { PlanBody } from '#model/plan'
import type { SeenPosition } from '#model/primaries'
import type { FailoverReady, FailoverWish } from '#playbooks/replication/failover-refusals'
import { bytes, counted, seconds } from '#text/figures'
import { tenthOfSecond } from '#text/instant'
import { listed } from '#text/listed'

export const failoverEstimates = (ready: FailoverReady): PlanBody['estimates'] => {
  const { candidate, has, others, from } = ready
  return [
    { label: 'May be lost', value: lossWords(ready) },
    ...lastSeen(ready),
    { label: 'Takes over', value: `${candidate.name}, which has received most: WAL up to ${has}` },
    ...(others.length === 0
      ? []
      : [
          { label: 'Not the others', value: others.map(one => whyNotWords(ready, one)).join('; ') },
        ]),
    { label: `${from} now`, value: goneWords(ready) },
    { label: 'Undo', value: 'none: what was lost is lost' },
  ]
}

/** How old the knowledge is that the bound comes from. */
const lastSeen = ({ seen, from, at }: FailoverReady): PlanBody['estimates'] => {
  const last = seen?.node === from ? seen.positions.at(-1) : undefined
  return last === undefined
    ? []
    : [
        {
          label: 'Last seen',
          value: `${from} as the primary with WAL up to ${last.position}, ${seconds(Math.max(0, at - last.at) / 1_000)} before this plan`,
        },
      ]
}

/** A bound, never a guess: by the files of the old primary, else by the time of its last known position. */
export const lossWords = ({ files, seen, from, candidate, has }: FailoverReady): string => {
  const { name } = candidate
  if (files?.beyond) {
    const { commits, bytes: lost, until } = files.beyond
    return commits === 0
      ? `nothing that was committed: the WAL in the files of ${from} has no commit that ${name} lacks`
      : `at most ${counted(commits, 'committed transaction')}, ${bytes(lost)} of WAL up to ${until}, which lie in the files of ${from} and did not reach ${name}`
  }
  if (seen?.node !== from)
    return `not known: no Howdah has seen ${from} as the primary. ${name} has WAL up to ${has}`
  const { positions, silentAt } = seen
  const whole = positions.findLast(one => positionOf(one.position) <= positionOf(has))
  const last = positions.at(-1)
  const silent =
    silentAt === null ? '' : `; ${from} gave no answer from ${tenthOfSecond(silentAt)} on`
  if (!whole || !last)
    return `whatever was committed in the last minutes: ${from} was ${behindWords(last, has)} ahead of ${name}${silent}`
  return `whatever was committed after ${tenthOfSecond(whole.at)}, when ${name} is known to have everything${whole === last ? '' : ` (${from} was ${behindWords(last, has)} ahead at ${tenthOfSecond(last.at)})`}${silent}`
}

const behindWords = (last: SeenPosition | undefined, has: string): string =>
  last === undefined
    ? 'an unknown amount'
    : bytes(Number(positionOf(last.position) - positionOf(has)))

const whyNotWords = ({ received, has }: FailoverReady, { name }: { readonly name: string }) => {
  const own = received.get(name) ?? null
  if (own === null) return `${name} has received nothing`
  const less = Number(positionOf(has) - positionOf(own))
  return less === 0 ? `${name} has received as much` : `${name} has received ${bytes(less)} less`
}

const goneWords = ({ files, from }: FailoverReady): string => {
  if (files === null) return `does not answer; its machine is off, as whoever asks declares`
  const runs =
    files.running.length === 0
      ? 'does not answer, and no process works on its files'
      : `does not answer, though ${counted(files.running.length, 'process still works', 'processes still work')} on its files, and nobody is promoted before the last one has ended`
  return files.fenced
    ? `${runs}; whoever starts ${from} gets a replica already`
    : `${runs}; it is fenced first, so that whoever starts it gets a replica`
}

export const failoverNotes = (ready: FailoverReady, { off }: FailoverWish): readonly string[] => {
  const { from, candidate, files, data, others, cluster, servers } = ready
  const far = others.filter(({ name }) => servers.get(name)?.kind !== 'here')
  return [
    ...(files !== null
      ? [
          `To start ${from} again would lose nothing, where its machine and disk are well: fail over only if that takes too long.`,
        ]
      : []),
    ...(data === null && off !== undefined
      ? [
          `${from} is not fenced. If its machine comes back as it was, ${cluster} has two primaries: keep it off until it is built anew.`,
        ]
      : []),
    `Whoever connects to the address of ${from} finds nobody. Have ready whatever leads applications to ${candidate.name}.`,
    `${from} cannot follow as it is: build it anew from a base backup of ${candidate.name} afterwards, and keep its files until somebody has looked at what was lost.`,
    ...(far.length === 0
      ? []
      : [
          `${listed(far.map(({ name }) => name))} cannot be led to ${candidate.name} by Howdah: set primary_conninfo there to its address, and reload.`,
        ]),
    'Everything else that runs on the cluster is interrupted first.',
  ]
}
