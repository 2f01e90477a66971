/** Moves the primary to a replica in order, without loss: sessions end, writes stand still for a moment. */
import { z } from 'zod'
import { lookAtSwitchover, type SwitchoverFacts } from '#cluster/facts/replication/switchover'
import type { SwitchoverAction } from '#model/actions/replication/switchover'
import { line } from '#model/input'
import type { PlanBody, Step } from '#model/plan'
import { definePlaybook } from '#model/playbook'
import { isRefusal } from '#model/refusal'
import { switchoverEstimates, switchoverNotes } from '#playbooks/replication/switchover-notes'
import { readyToSwitch, type SwitchoverReady } from '#playbooks/replication/switchover-refusals'

export const switchoverInput = z.object({
  to: line.max(60).describe('The replica that becomes the primary, as the inventory names it'),
})

type SwitchoverInput = z.infer<typeof switchoverInput>

export const replicationSwitchover = definePlaybook<
  SwitchoverInput,
  SwitchoverFacts,
  SwitchoverReady
>({
  name: 'replication.switchover',
  version: 1,
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

  verify({ to }, { nodes, unreachable }) {
    const now = nodes.find(({ role }) => role === 'primary')?.name
    if (now !== to) return `${now ?? 'No node'} is the primary, not ${to}.`
    const behind = nodes.filter(({ role, about }) => role === 'replica' && !about.streams)
    const alone = [...behind, ...unreachable].map(({ name }) => name)
    return alone.length === 0
      ? undefined
      : `${to} is the primary, and ${alone.join(', ')} does not follow it.`
  },

  found({ to }, _, _steps, heard) {
    const phases = heard?.get(0)?.['phases']
    return typeof phases === 'string' ? `${to} is the primary. ${sentence(phases)}` : null
  },

  async undoing(view, steps) {
    const action = steps.find(({ action: { kind } }) => kind === 'switchover')?.action
    const ready = readyToSwitch(
      action?.kind === 'switchover' ? action.node : '',
      await lookAtSwitchover(view),
    )
    return isRefusal(ready)
      ? ready
      : { estimates: switchoverEstimates(ready), notes: switchoverNotes(ready), after: [] }
  },
})

const sentence = (phases: string): string => `${phases.charAt(0).toUpperCase()}${phases.slice(1)}.`

const move = (ready: SwitchoverReady): Step => {
  const { primary, candidate, database, system, data, dataBack } = ready
  const there: SwitchoverAction = {
    kind: 'switchover',
    node: candidate.name,
    database,
    duty: 'ha',
    from: primary.name,
    data,
    system,
    way: 'switch',
    deadlineSeconds: 60,
  }
  const [from, to] = [primary.name, candidate.name]
  return {
    title: `Stop ${from}, promote ${to} once it has everything, start ${from} as its replica`,
    action: there,
    effects: [{ change: 'move', kind: 'primary', object: to, bytes: null, lock: null }],
    onFailure: 'undo',
    undo: dataBack === null ? null : wayBack(there, dataBack),
  }
}

const wayBack = (there: SwitchoverAction, data: string): NonNullable<Step['undo']> => ({
  title: `Make ${there.from} the primary again`,
  action: { ...there, node: there.from, from: there.node, data },
  effects: [{ change: 'move', kind: 'primary', object: there.from, bytes: null, lock: null }],
})
