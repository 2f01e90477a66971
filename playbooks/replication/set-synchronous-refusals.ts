/** Reasons against commits that wait for these replicas, each with the way out. */
import { lineByAlterSystem, servedBy } from '#cluster/facts/config/served'
import type { ReplicatingNode } from '#cluster/facts/replication/look'
import { type SynchronousFacts, synchronousSetting } from '#cluster/facts/replication/synchronous'
import { type Refusal, refusal } from '#model/refusal'
import { synchronousNames } from '#playbooks/replication/synchronous-names'
import { managedElsewhere } from '#playbooks/shared/managed'
import { noSuchNode } from '#playbooks/shared/no-such-node'
import { noLogin } from '#playbooks/shared/refusals'
import { missingRights, outOfReach } from '#playbooks/shared/setting-refusals'
import { listed } from '#text/listed'

export interface SynchronousWish {
  readonly replicas: readonly string[]
  readonly by: 'any' | 'first'
  readonly least: number
}

export interface SynchronousReady extends SynchronousFacts, Pick<SynchronousWish, 'by' | 'least'> {
  readonly primary: ReplicatingNode
  /** In the wanted order; empty for no waiting. */
  readonly replicas: readonly ReplicatingNode[]
  /** The names of the replicas in replication. */
  readonly applications: readonly string[]
  readonly value: string
  /** The line of postgresql.auto.conf now; null for none. */
  readonly was: string | null
}

export const readyToWait = (
  wish: SynchronousWish,
  facts: SynchronousFacts,
): Refusal | SynchronousReady => {
  const { cluster, cloneOf, config, nodes } = facts
  const elsewhere = managedElsewhere(config.provider)
  if (elsewhere) return elsewhere
  if (cloneOf !== null)
    return refusal(`${cluster} is a clone and has no replica.`, `Name ${cloneOf}.`)
  if (config.actor === null) return noLogin('maintain')
  const primary = nodes.find(({ role }) => role === 'primary')
  const settings = config.nodes.find(({ name }) => name === primary?.name)
  if (!primary || !settings)
    return refusal(`Which node of ${cluster} is the primary cannot be read.`, 'See why.', 'doctor')
  const replicas: ReplicatingNode[] = []
  for (const name of wish.replicas) {
    const replica = nodes.find(one => one.name === name)
    const unfit = replica ? unfitFor(replica, primary) : unknownNode(name, facts)
    if (unfit) return unfit
    if (replica) replicas.push(replica)
  }
  const applications = replicas.flatMap(({ application }) => application ?? [])
  const value = synchronousNames(wish.by, wish.least, applications)
  const refused =
    cannotBe(wish, primary, applications) ??
    outOfReach([settings], [synchronousSetting]) ??
    missingRights(config, [settings])
  if (refused) return refused
  if (servedBy(settings, synchronousSetting)?.next === value)
    return refusal(
      `There is nothing to change: commits on ${primary.name} wait for ${value === '' ? 'nobody' : value} already.`,
      'See who confirms.',
      'replication status',
    )
  const was = lineByAlterSystem(settings, synchronousSetting)?.setting ?? null
  const { by, least } = wish
  return { ...facts, by, least, primary, replicas, applications, value, was }
}

/** A commit would wait for ever for a name that no replica carries. */
const unfitFor = (replica: ReplicatingNode, primary: ReplicatingNode): Refusal | undefined => {
  const { name, application } = replica
  if (replica === primary)
    return refusal(
      `${name} is the primary, and does not wait for itself.`,
      'Name a replica.',
      'replication status',
    )
  const sent = primary.sends.filter(one => one.application === application)
  if (application === null || sent.length === 0)
    return refusal(
      `${name} receives no WAL from ${primary.name}: every commit would wait for it.`,
      'Have it stream first.',
      'replication status',
    )
  if (sent.length > 1)
    return refusal(
      `${sent.length} receivers of ${primary.name} carry the name ${application}: the confirmation of any of them would count for ${name}.`,
      'Give each an `application_name` of its own in primary_conninfo.',
    )
  const [{ state } = { state: null }] = sent
  if (state === null)
    return refusal(
      `Whether ${name} streams is hidden from Howdah.`,
      'Let a superuser run `GRANT pg_monitor TO …` for the login that observes.',
      'doctor',
    )
  return state === 'streaming'
    ? undefined
    : refusal(
        `${name} does not stream yet (${state}): commits would wait until it has caught up.`,
        'Wait until it streams, then ask again.',
        'replication status',
      )
}

const cannotBe = (
  { replicas, least }: SynchronousWish,
  primary: ReplicatingNode,
  applications: readonly string[],
): Refusal | undefined => {
  if (new Set(applications).size < applications.length)
    return refusal(`A replica is named twice: ${listed(replicas)}.`, 'Name each once.')
  if (replicas.length > 0 && least > replicas.length)
    return refusal(
      `${least} confirmations of ${replicas.length} never come: every commit on ${primary.name} would wait for ever.`,
      `Say \`least=${replicas.length}\` or less.`,
    )
  return undefined
}

const unknownNode = (
  wanted: string,
  { cluster, nodes, unreachable }: SynchronousFacts,
): Refusal => {
  const silent = unreachable.find(({ name }) => name === wanted)
  if (silent)
    return refusal(
      `${silent.because} Every commit would wait for ${wanted}.`,
      silent.instead,
      'replication status',
    )
  const names = nodes.map(({ name }) => name)
  return noSuchNode(wanted, { cluster, names, none: 'None of its nodes answers.' })
}
