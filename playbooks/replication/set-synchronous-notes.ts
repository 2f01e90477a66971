/** The figures, notes and guard of a change of synchronous replicas: the bound of loss, and the risk of a standstill. */
import { type ReplicatingNode, sentTo } from '#cluster/facts/replication/look'
import type { Guard } from '#model/guard'
import type { PlanBody } from '#model/plan'
import type { SynchronousReady } from '#playbooks/replication/set-synchronous-refusals'
import { bytes, counted, milliseconds } from '#text/figures'
import { listed } from '#text/listed'

export const synchronousEstimates = (ready: SynchronousReady): PlanBody['estimates'] => {
  const { primary, replicas, value, was } = ready
  return [
    {
      label: 'Commits wait for',
      value: `${primary.synchronous === '' ? 'nobody' : primary.synchronous} → ${value === '' ? 'nobody' : value}`,
    },
    { label: 'Loss', value: lossWords(ready) },
    { label: 'Standstill', value: standstillWords(ready) },
    ...(replicas.length === 0
      ? []
      : [{ label: 'Each commit', value: replicas.map(one => delayWords(ready, one)).join('; ') }]),
    {
      label: 'If it fails',
      value: 'the setting goes back, and commits that wait are let go',
    },
    {
      label: 'Undo',
      value: `writes back what postgresql.auto.conf has now: ${was === null ? 'no line' : was === '' ? `''` : was}`,
    },
  ]
}

const lossWords = ({ primary, replicas, nodes, least, by }: SynchronousReady): string => {
  if (replicas.length === 0) {
    const behind = nodes
      .filter(({ role, about }) => role === 'replica' && about.behindBytes !== null)
      .map(({ name, about }) => `${name} lacks ${bytes(about.behindBytes ?? 0)} now`)
    return `a failover loses what ${primary.name} has told to be committed and no replica has received${behind.length === 0 ? '' : `: ${behind.join(', ')}`}`
  }
  const names = listed(
    replicas.map(({ name }) => name),
    'or',
  )
  const whose =
    replicas.length === 1 || least === replicas.length
      ? `to ${names}`
      : by === 'first'
        ? `to the one of ${names} that confirms (\`replication status\` says which)`
        : `to the furthest of ${names}`
  return `a failover ${whose} loses nothing that was told to be committed`
}

const standstillWords = ({ primary, replicas, least }: SynchronousReady): string => {
  if (replicas.length === 0) return 'none: no commit waits for a replica'
  const names = listed(replicas.map(({ name }) => name))
  const spare = replicas.length - least
  return spare === 0
    ? `every commit on ${primary.name} stands still as soon as ${replicas.length === 1 ? names : `any of ${names}`} is away, until it is back or this is undone`
    : `every commit on ${primary.name} stands still once more than ${counted(spare, 'replica')} of ${names} ${spare === 1 ? 'is' : 'are'} away`
}

const delayWords = (ready: SynchronousReady, replica: ReplicatingNode): string => {
  const ms = sentTo(ready, replica)?.replayMs ?? null
  return ms === null
    ? `how long ${replica.name} takes to confirm is not known, as nobody wrote just now`
    : `${replica.name} replays a commit ${milliseconds(ms)} later now, and confirms somewhat sooner`
}

export const synchronousNotes = ({
  primary,
  replicas,
  nodes,
}: SynchronousReady): readonly string[] => {
  const others = nodes.filter(({ role, name }) => role === 'replica' && name !== primary.name)
  return [
    ...(replicas.length === 0
      ? []
      : [
          `Applications that set \`synchronous_commit\` to \`off\` or \`local\` do not wait.`,
          'A commit that is cancelled while it waits is there all the same, on the primary alone.',
        ]),
    ...(others.length === 0
      ? []
      : [
          `The setting is of ${primary.name} alone: after a switchover the new primary has its own (${others.map(({ name, synchronous }) => `${name}: ${synchronous === '' ? 'nobody' : synchronous}`).join(', ')}).`,
        ]),
  ]
}

/** A commit that waits for seconds waits for a replica that is gone. */
export const commitsGuard = (value: string): Guard | null =>
  value === ''
    ? null
    : {
        minutes: 15,
        watches: [{ metric: 'waiting commits', factor: null, above: 0, least: 1 }],
        onSilence: 'ask',
      }
