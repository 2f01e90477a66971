/** Reasons against a further replica, each with the way out. */
import type { AdditionFacts, AdditionReady } from '#cluster/facts/replication/addition/look'
import type { NewPlace } from '#cluster/facts/replication/addition/place'
import type { ReplicatingNode } from '#cluster/facts/replication/look'
import { slotOf } from '#model/actions/replication/statements'
import type { Provider } from '#model/cluster'
import { type Refusal, refusal } from '#model/refusal'
import { mayNotCopy } from '#playbooks/replication/base-copy'
import { noLogin } from '#playbooks/shared/refusals'
import { bytes } from '#text/figures'
import { listed } from '#text/listed'
import { nearest } from '#text/nearest'

const byService: readonly [string, string] = [
  'The service makes the replicas of this cluster.',
  'Create a read replica there, then name the node in the inventory.',
]

const ways: Readonly<Record<Exclude<Provider, 'self-managed'>, readonly [string, string]>> = {
  patroni: [
    'Patroni makes the replicas of this cluster.',
    'Start Patroni on the new machine with the `scope` and the DCS of this cluster: it copies the leader by itself. Then name the node in the inventory, with its `patroni` address.',
  ],
  cloudnativepg: [
    'The operator makes the replicas of this cluster.',
    'Raise `spec.instances` of the Cluster, then name the node in the inventory.',
  ],
  rds: byService,
  'cloud-sql': byService,
  azure: byService,
}

export const readyToAdd = (wanted: string, facts: AdditionFacts): Refusal | AdditionReady => {
  const { cluster, cloneOf, provider, ha, nodes, system, place, address, server, shut } = facts
  if (provider !== 'self-managed') return refusal(...ways[provider])
  if (cloneOf !== null)
    return refusal(`${cluster} is a clone and has no replica.`, `Name ${cloneOf}.`)
  if (ha === null) return noLogin('ha')
  const from = nodes.find(({ role }) => role === 'primary')
  if (!from || system === null)
    return refusal(
      `Which node of ${cluster} is the primary, or of which database system, cannot be read.`,
      'See what is missing.',
      'doctor',
    )
  const taken = nodes.find(({ name }) => name === wanted)
  if (taken)
    return refusal(
      `${wanted} is a ${taken.role === 'primary' ? 'node, and the primary' : 'replica'} already.`,
      'Name a node that has no files yet; `replication reinit` builds a present replica anew.',
      'replication status',
    )
  if (address === null) return unknownNode(wanted, facts)
  if (place === null)
    return refusal(
      `The inventory does not say where the files of ${wanted} go.`,
      'Name its data directory there (`data` of the node), on Howdah’s machine. On another machine use `pg_basebackup --write-recovery-conf --slot`.',
    )
  if (server.kind !== 'here')
    return refusal(
      `How ${from.name} was started, as ${wanted} is to be, cannot be seen: ${server.because}.`,
      `Make ${wanted} by \`pg_basebackup --write-recovery-conf --slot\`, and start it by whatever manages the servers.`,
    )
  return (
    notPrepared(facts, from.name) ??
    mayNotCopy(facts, ha, from.name) ??
    notCopied(facts, from.name) ??
    taking(wanted, from) ??
    noRoom(facts, from, place) ?? {
      ...facts,
      system,
      from,
      replica: wanted,
      like: server.data,
      place,
      address,
      admits:
        shut === null
          ? null
          : { file: shut, line: `host replication "${ha.login}" samehost scram-sha-256` },
    }
  )
}

const unknownNode = (wanted: string, { cluster, free }: AdditionFacts): Refusal => {
  const close = nearest(wanted, free)
  return refusal(
    `The inventory gives ${cluster} no node ${wanted}.`,
    close === undefined
      ? `Name ${wanted} there first, with its \`url\` and with \`data\`, an empty folder on Howdah’s machine, and start Howdah again.`
      : `Did you mean \`${close}\`?`,
    'replication status',
  )
}

/** A replica cannot be had without a restart of the primary, which is a plan of its own. */
const notPrepared = ({ walLevel }: AdditionFacts, from: string): Refusal | undefined =>
  walLevel === 'minimal'
    ? refusal(
        `${from} writes too little into its WAL for a replica: wal_level is minimal.`,
        `Say \`config set wal_level=replica max_wal_senders=10\`, then \`node restart ${from}\`, which ends every session there; then ask again.`,
        'config set',
      )
    : undefined

const notCopied = (
  { primary: { tablespaces }, outside }: AdditionFacts,
  from: string,
): Refusal | undefined => {
  if (tablespaces > 0)
    return refusal(
      `${from} has tablespaces outside its data directory, for which Howdah knows no place on the replica.`,
      'Use `pg_basebackup --tablespace-mapping`.',
    )
  return outside.length > 0
    ? refusal(
        `Configuration files of ${from} lie outside its data directory, and would not be copied: ${listed(outside)}.`,
        'Make the replica by the tools of the system (Debian: `pg_createcluster`, then `pg_basebackup`).',
      )
    : undefined
}

const taking = (wanted: string, { name, slots, sends }: ReplicatingNode): Refusal | undefined => {
  const own = slotOf(wanted)
  if (slots.some(slot => slot.name === own))
    return refusal(
      `${name} has a slot ${own} already, which may be of another replica.`,
      `Where nobody needs it: \`replication drop-slot ${own}\`. Else give the new node another name.`,
      'replication status',
    )
  return sends.some(({ application }) => application === own)
    ? refusal(
        `Somebody receives WAL from ${name} as ${own} already.`,
        'Give the new node another name.',
        'replication status',
      )
    : undefined
}

const noRoom = (
  { primary: { bytes: size } }: AdditionFacts,
  { walFreeBytes, name }: ReplicatingNode,
  { data, freeBytes, unfit }: NewPlace,
): Refusal | undefined => {
  if (unfit !== null)
    return refusal(
      unfit,
      `Let ${data} be empty or not there, in a folder that Howdah and the user of PostgreSQL may write. Howdah writes over no files.`,
    )
  if (freeBytes < size)
    return refusal(
      `The copy needs about ${bytes(size)}, and where ${data} lies ${bytes(freeBytes)} are free.`,
      'Make room first, or name another folder in the inventory.',
    )
  return walFreeBytes !== null && walFreeBytes < leastWalBytes
    ? refusal(
        `${name} keeps its WAL during the copy, and has ${bytes(walFreeBytes)} free for it.`,
        'Make room there first.',
        'replication status',
      )
    : undefined
}

/** Some WAL files, and a checkpoint. */
const leastWalBytes = 256 * 1_024 ** 2
