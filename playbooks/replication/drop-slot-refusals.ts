/** Reasons against the drop of a replication slot, each with the way out. */
import type { ReplicatingNode } from '#cluster/facts/replication/look'
import type { ReplicationSlot } from '#cluster/facts/replication/node'
import type { SlotFacts } from '#cluster/facts/replication/slots'
import { type Refusal, refusal } from '#model/refusal'
import { noSuchNode } from '#playbooks/shared/no-such-node'
import { noLogin } from '#playbooks/shared/refusals'
import { listed } from '#text/listed'
import { nearest } from '#text/nearest'

export interface SlotReady extends SlotFacts {
  readonly node: ReplicatingNode
  readonly meant: ReplicationSlot
}

export interface SlotWish {
  readonly slot: string
  readonly node?: string | undefined
}

export const readyToDrop = (wish: SlotWish, facts: SlotFacts): Refusal | SlotReady => {
  const { cluster, cloneOf, provider, nodes, lacks } = facts
  if (cloneOf !== null)
    return refusal(`${cluster} is a clone and has no slots.`, `Name ${cloneOf}.`)
  if (provider === 'patroni' || provider === 'cloudnativepg') return refusal(...ways[provider])
  if (lacks === null) return noLogin('ha')
  const having = nodes.filter(
    ({ name, slots }) =>
      (wish.node === undefined || name === wish.node) &&
      slots.some(({ name: slot }) => slot === wish.slot),
  )
  const [node, ...more] = having
  if (!node) return noSuchSlot(wish, facts)
  if (more.length > 0)
    return refusal(
      `${listed(having.map(({ name }) => name))} have a slot ${wish.slot} each.`,
      'Say which by `node=`.',
    )
  const meant = node.slots.find(({ name }) => name === wish.slot)
  if (!meant) throw new Error('the node was chosen by the slot')
  const because = inUse(node, meant, facts) ?? copied(node, meant) ?? rightsMissing(lacks)
  return because ?? { ...facts, node, meant }
}

const ways: Readonly<Record<'patroni' | 'cloudnativepg', readonly [string, string]>> = {
  patroni: [
    'Patroni makes and drops the slots of this cluster, and would make a slot of its own again.',
    'Take the slot out of `slots` by `patronictl edit-config`, or the member out of the cluster.',
  ],
  cloudnativepg: [
    'The operator makes and drops the slots of this cluster.',
    'Change `replicationSlots` of the Cluster.',
  ],
}

const noSuchSlot = (
  { slot, node }: SlotWish,
  { cluster, nodes, unreachable }: SlotFacts,
): Refusal => {
  const silent = unreachable.find(({ name }) => name === node)
  if (silent) return refusal(silent.because, silent.instead)
  const asked = nodes.filter(({ name }) => node === undefined || name === node)
  if (asked.length === 0)
    return noSuchNode(node ?? '', {
      cluster,
      names: nodes.map(({ name }) => name),
      none: 'None of its nodes answers.',
    })
  const names = asked.flatMap(({ slots }) => slots.map(({ name }) => name))
  const close = nearest(slot, names)
  return refusal(
    `${listed(asked.map(({ name }) => name))} ${asked.length === 1 ? 'has' : 'have'} no slot ${slot}.`,
    close === undefined
      ? names.length === 0
        ? 'Nothing is needed: there are no slots.'
        : `Name one of: ${listed(names)}.`
      : `Did you mean \`${close}\`?`,
    'replication status',
  )
}

/** A replica that asks for a slot streams nothing once that slot is gone, also where the replica is away for a moment. */
const inUse = (
  node: ReplicatingNode,
  { name, active, usedBy }: ReplicationSlot,
  { nodes }: SlotFacts,
): Refusal | undefined => {
  if (active)
    return refusal(
      `Slot ${name} on ${node.name} is in use: ${usedBy ?? 'by a session that this login may not see'} reads by it.`,
      'Stop that reader first, for good, then ask again.',
      'replication status',
    )
  const reader = nodes.find(
    ({ role, ownSlot, name: other }) =>
      role === 'replica' && ownSlot === name && other !== node.name,
  )
  return reader
    ? refusal(
        `${reader.name} asks for slot ${name}, and could receive no WAL without it.`,
        `Give ${reader.name} another \`primary_slot_name\` first, or take it out of the cluster.`,
        'replication status',
      )
    : undefined
}

const copied = (node: ReplicatingNode, { name, synced }: ReplicationSlot): Refusal | undefined =>
  synced
    ? refusal(
        `Slot ${name} on ${node.name} is a copy, which ${node.name} keeps like the slot of the primary.`,
        'Drop the slot of the primary: the copy goes with it.',
      )
    : undefined

const rightsMissing = (lacks: readonly string[]): Refusal | undefined =>
  lacks.length > 0
    ? refusal(
        'The login for ha may not drop slots.',
        `Let a superuser run: ${lacks.map(one => `\`${one}\``).join(', ')}.`,
      )
    : undefined
