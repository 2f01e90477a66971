/** Moves the primary to a replica in order, without loss: sessions end, writes stand still for a moment. */
import { z } from 'zod'
import { lookAtSwitchover, type SwitchoverFacts } from '#cluster/facts/replication/switchover'
import type { Action } from '#model/action'
import type { PatroniAction } from '#model/actions/replication/patroni'
import type { SwitchoverAction } from '#model/actions/replication/switchover'
import { line } from '#model/input'
import type { PlanBody, Step } from '#model/plan'
import { definePlaybook } from '#model/playbook'
import { isRefusal } from '#model/refusal'
import { actionsOfPatroni, type ByPatroni } from '#playbooks/replication/switchover-by-patroni'
import { switchoverEstimates, switchoverNotes } from '#playbooks/replication/switchover-notes'
import {
  type PoolsMeanwhile,
  poolEffects,
  stillPaused,
} from '#playbooks/replication/switchover-pools'
import {
  type ByServers,
  readyToSwitch,
  type SwitchoverReady,
} from '#playbooks/replication/switchover-refusals'
import { listed } from '#text/listed'

export const switchoverInput = z.object({
  to: line
    .max(60)
    .describe('The replica that becomes the primary, as the inventory names it')
    .meta({ names: 'replica' }),
})

type SwitchoverInput = z.infer<typeof switchoverInput>

export const replicationSwitchover = definePlaybook<
  SwitchoverInput,
  SwitchoverFacts,
  SwitchoverReady
>({
  name: 'replication.switchover',
  version: 3,
  summary: 'Make a replica the primary, in order and without loss; the old primary follows it',
  example: 'shop-2',
  first: 'to',
  risk: 'disruptive',
  input: switchoverInput,

  look: view => lookAtSwitchover(view),

  refuse: ({ to }, facts) => readyToSwitch(to, facts),

  plan(_, ready): PlanBody {
    const { cluster, primary, candidate } = ready
    return {
      headline: `Make ${candidate.name} the primary of ${cluster}, in place of ${primary.name}`,
      steps: [move(ready)],
      claims: [{ on: 'cluster', key: cluster, label: cluster, mode: 'exclusive' }],
      estimates: switchoverEstimates(ready),
      notes: switchoverNotes(ready),
    }
  },

  verify({ to }, { nodes, unreachable, pools }) {
    const now = nodes.find(({ role }) => role === 'primary')?.name
    if (now !== to) return `${now ?? 'No node'} is the primary, not ${to}.`
    const behind = nodes.filter(({ role, about }) => role === 'replica' && !about.streams)
    const alone = [...behind, ...unreachable].map(({ name }) => name)
    if (alone.length > 0) return `${to} is the primary, and ${alone.join(', ')} does not follow it.`
    const paused = stillPaused(pools)
    return paused.length === 0
      ? undefined
      : `${to} is the primary, and ${listed(paused)} is still paused.`
  },

  found({ to }, _, _steps, heard) {
    const said = heard?.get(0)
    const told = [said?.['phases'], said?.['waits']].filter(one => typeof one === 'string')
    return told.length === 0 ? null : [`${to} is the primary.`, ...told.map(sentence)].join(' ')
  },

  async undoing(view, steps) {
    const action = steps.find(one => isMove(one.action))?.action
    const ready = readyToSwitch(
      action && isMove(action) ? action.node : '',
      await lookAtSwitchover(view),
    )
    return isRefusal(ready)
      ? ready
      : { estimates: switchoverEstimates(ready), notes: switchoverNotes(ready), after: [] }
  },
})

const isMove = (action: Action): action is SwitchoverAction | PatroniAction =>
  action.kind === 'switchover' || action.kind === 'patroni'

const sentence = (phases: string): string => `${phases.charAt(0).toUpperCase()}${phases.slice(1)}.`

const move = (ready: SwitchoverReady): Step =>
  ready.by.kind === 'patroni' ? moveByPatroni(ready, ready.by) : moveByServers(ready, ready.by)

const moveByServers = (
  { primary, candidate, database, system, nodes, servers, waiting }: SwitchoverReady,
  { data, dataBack }: ByServers,
): Step => {
  const [from, to] = [primary.name, candidate.name]
  const others = nodes.flatMap(node => {
    const server = servers.get(node.name)
    const is = node !== primary && node !== candidate && server?.kind === 'here'
    return is ? [{ name: node.name, data: server.data }] : []
  })
  const there: SwitchoverAction = {
    kind: 'switchover',
    node: to,
    database,
    duty: 'ha',
    from,
    data,
    system,
    way: 'switch',
    deadlineSeconds: 60,
    ...(others.length === 0 ? {} : { others }),
    ...(waiting.there ? { meanwhile: waiting.there } : {}),
  }
  return {
    title: `${titled(waiting, `Stop ${from}`)}, promote ${to} once it has everything${ledTo(waiting, to)}, start ${from} as its replica`,
    action: there,
    effects: [movesTo(to), ...poolEffects(waiting)],
    onFailure: 'undo',
    undo: dataBack === null ? null : wayBack(there, dataBack, waiting),
  }
}

const titled = ({ labels }: PoolsMeanwhile, first: string): string =>
  labels.length === 0
    ? first
    : `Pause ${listed(labels)}, ${first.charAt(0).toLowerCase()}${first.slice(1)}`

const ledTo = ({ labels }: PoolsMeanwhile, to: string): string =>
  labels.length === 0 ? '' : `, lead ${listed(labels)} to ${to} and resume`

const wayBack = (
  there: SwitchoverAction,
  data: string,
  { back, ...waiting }: PoolsMeanwhile,
): NonNullable<Step['undo']> => ({
  title: `Make ${there.from} the primary again`,
  action: {
    ...there,
    node: there.from,
    from: there.node,
    data,
    ...(back ? { meanwhile: back } : {}),
  },
  effects: [movesTo(there.from), ...poolEffects(waiting)],
})

const moveByPatroni = (ready: SwitchoverReady, by: ByPatroni): Step => {
  const [from, to] = [ready.primary.name, ready.candidate.name]
  const { there, back } = actionsOfPatroni(ready, by)
  const { waiting } = ready
  return {
    title: `${titled(waiting, `Have Patroni stop ${from}`)}, promote ${to}${ledTo(waiting, to)}, and let ${from} follow`,
    action: there,
    effects: [movesTo(to), ...poolEffects(waiting)],
    onFailure: 'undo',
    undo: {
      title: `Have Patroni make ${from} the primary again`,
      action: back,
      effects: [movesTo(from), ...poolEffects(waiting)],
    },
  }
}

const movesTo = (node: string): Step['effects'][number] => ({
  change: 'move',
  kind: 'primary',
  object: node,
  bytes: null,
  lock: null,
})
