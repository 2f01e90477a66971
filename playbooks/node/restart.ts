/** Restarts a node, or every node in turn, so that waiting settings count. */
import { z } from 'zod'
import { lookAtRestart, type RestartFacts } from '#cluster/facts/node/restart'
import type { RestartAction } from '#model/actions/replication/restart'
import { line } from '#model/input'
import type { PlanBody, Step } from '#model/plan'
import { definePlaybook } from '#model/playbook'
import { restartEstimates, restartNotes } from '#playbooks/node/restart-notes'
import { type Restarted, type RestartReady, readyToRestart } from '#playbooks/node/restart-refusals'
import { listed } from '#text/listed'

export const restartInput = z.object({
  node: line
    .max(60)
    .optional()
    .describe('Which node, as the inventory names it; every node in turn when left out'),
})

type RestartInput = z.infer<typeof restartInput>

export const nodeRestart = definePlaybook<RestartInput, RestartFacts, RestartReady>({
  name: 'node.restart',
  version: 1,
  summary: 'Restart a node, or every node in turn: what waits for a restart counts then',
  example: 'shop-2',
  first: 'node',
  risk: 'disruptive',
  input: restartInput,

  look: view => lookAtRestart(view),

  refuse: ({ node }, facts) => readyToRestart(node, facts),

  plan(_, ready): PlanBody {
    const { cluster, restarted } = ready
    const names = restarted.map(({ node }) => node.name)
    const primary = restarted.some(({ node }) => node.role === 'primary')
    return {
      headline: `Restart ${listed(names)} of ${cluster}${names.length > 1 ? ', one after the other' : ''}`,
      steps: restarted.map(one => stepOf(one, ready)),
      claims: primary
        ? [{ on: 'cluster', key: cluster, label: cluster, mode: 'exclusive' }]
        : names.map(name => ({
            on: 'node',
            key: `${name}/server`,
            label: `the server of ${name}`,
            mode: 'exclusive',
          })),
      estimates: restartEstimates(ready),
      notes: restartNotes(ready),
    }
  },

  verify({ node }, { nodes, restarts, unreachable }) {
    const [away] = unreachable.filter(({ name }) => node === undefined || name === node)
    if (away) return `${away.name} does not answer.`
    for (const { name, role, about } of nodes) {
      if (node !== undefined && name !== node) continue
      if (role === 'replica' && !about.streams) return `${name} receives no WAL.`
      const waiting = restarts.get(name)?.waiting ?? []
      if (waiting.length > 0)
        return `${listed(waiting.map(one => one.name))} on ${name} still waits for a restart.`
    }
    return undefined
  },

  found(_, __, steps, heard) {
    const said = steps.flatMap(({ action }, at) => {
      const phases = heard?.get(at)?.['phases']
      return action.kind === 'restart' && typeof phases === 'string'
        ? [`${action.node} was restarted: ${phases}.`]
        : []
    })
    return said.length === 0 ? null : said.join(' ')
  },
})

const stepOf = (
  { node, about, data }: Restarted,
  { database, system, nodes }: RestartReady,
): Step => {
  const action: RestartAction = {
    kind: 'restart',
    node: node.name,
    database,
    duty: 'ha',
    data,
    system,
    began: about.began,
    before: about.waiting.flatMap(({ name, now }) => (now === null ? [] : [{ name, value: now }])),
    streams: node.role === 'replica' && node.about.streams,
    followers: followersOf(node.name, nodes),
    deadlineSeconds: 60,
  }
  return {
    title: `Stop ${node.name}, and start it again`,
    action,
    effects: [{ change: 'restart', kind: 'node', object: node.name, bytes: null, lock: null }],
    onFailure: 'undo',
    undo: null,
  }
}

/** Replicas of the inventory that stream from a primary, by the names in replication. */
const followersOf = (name: string, nodes: RestartReady['nodes']): readonly string[] => {
  const from = nodes.find(one => one.name === name && one.role === 'primary')
  const sent = new Set(
    from?.sends.filter(({ state }) => state === 'streaming').map(one => one.application),
  )
  return nodes.flatMap(({ role, application }) =>
    role === 'replica' && application !== null && sent.has(application) ? [application] : [],
  )
}
