/** Makes a replica the primary in the place of a primary that is gone. Whatever had not reached the replica is lost. */
import { z } from 'zod'
import { type FailoverFacts, lookAtFailover } from '#cluster/facts/replication/failover'
import type { FailoverAction } from '#model/actions/replication/failover'
import { line } from '#model/input'
import type { PlanBody, Step } from '#model/plan'
import { definePlaybook } from '#model/playbook'
import { failoverEstimates, failoverNotes } from '#playbooks/replication/failover-notes'
import { type FailoverReady, readyToFailOver } from '#playbooks/replication/failover-refusals'
import { listed } from '#text/listed'
import { writeCommand } from '#text/write-command'

const input = z.object({
  over: line.max(60).describe('The name of the cluster that fails over, typed out'),
  off: line
    .max(60)
    .optional()
    .describe('The old primary, where its machine is off for good and Howdah cannot see that'),
})

export const replicationFailover = definePlaybook<
  z.infer<typeof input>,
  FailoverFacts,
  FailoverReady
>({
  name: 'replication.failover',
  version: 1,
  summary: 'Make a replica the primary where the primary is gone; what it had not sent is lost',
  example: 'over=shop',
  first: 'over',
  risk: 'irreversible',
  input,
  withoutPrimary: true,

  look: (view, _, known) => lookAtFailover(view, known),

  refuse: readyToFailOver,

  plan(wish, ready): PlanBody {
    const { cluster, candidate, from } = ready
    return {
      headline: `Fail ${cluster} over to ${candidate.name}: ${from} is gone`,
      steps: [stepOf(ready)],
      claims: [{ on: 'cluster', key: cluster, label: cluster, mode: 'exclusive' }],
      estimates: failoverEstimates(ready),
      notes: failoverNotes(ready, wish),
    }
  },

  verify(_, { nodes }, steps = []) {
    const wanted = steps.map(({ action }) => action).find(({ kind }) => kind === 'failover')
    const now = nodes.find(({ role }) => role === 'primary')?.name
    return wanted?.kind === 'failover' && now === wanted.node
      ? undefined
      : `${now ?? 'No node'} is the primary.`
  },

  found(_, { nodes }, steps, heard) {
    const now = nodes.find(({ role }) => role === 'primary')?.name
    const phases = heard?.get(0)?.['phases']
    const action = steps.map(one => one.action).find(({ kind }) => kind === 'failover')
    if (now === undefined || action?.kind !== 'failover') return null
    const alone = nodes.filter(({ role, about }) => role === 'replica' && !about.streams)
    return [
      `${now} is the primary.`,
      ...(typeof phases === 'string' ? [`Times: ${phases}.`] : []),
      `${action.from} has to be built anew from a base backup of ${now}.`,
      ...(alone.length === 0
        ? []
        : [`${listed(alone.map(({ name }) => name))} does not follow yet.`]),
    ].join(' ')
  },

  next(_, steps) {
    const action = steps.map(one => one.action).find(({ kind }) => kind === 'failover')
    return action?.kind === 'failover'
      ? [
          {
            label: `Rebuild ${action.from}`,
            command: writeCommand('replication reinit', { node: action.from }),
          },
        ]
      : []
  },
})

const stepOf = (ready: FailoverReady): Step => {
  const { candidate, from, data, database, system, others, servers } = ready
  const action: FailoverAction = {
    kind: 'failover',
    node: candidate.name,
    database,
    duty: 'ha',
    from,
    data,
    system,
    others: others.flatMap(({ name }) => {
      const server = servers.get(name)
      return server?.kind === 'here' ? [{ name, data: server.data }] : []
    }),
    way: 'fail over',
    deadlineSeconds: 300,
  }
  const to = candidate.name
  return {
    title: data === null ? `Promote ${to}` : `Fence ${from}, and promote ${to}`,
    action,
    effects: [{ change: 'replace', kind: 'primary', object: to, bytes: null, lock: null }],
    onFailure: 'undo',
    undo: null,
  }
}
