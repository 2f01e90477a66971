/** Waits until every Patroni has heard of the change, and every server has the new values. */
import { setTimeout as sleep } from 'node:timers/promises'
import { everyPatroni } from '#cluster/drivers/parameters/every-patroni'
import { changedMeanwhile, type Patching } from '#cluster/drivers/parameters/patch-config'
import { serverNow } from '#cluster/drivers/parameters/server-now'
import { stopped } from '#cluster/drivers/session/acting'
import { hasEveryGiven } from '#cluster/facts/config/given'
import { standingOfParameters } from '#cluster/facts/patroni/parameters'
import { Failure } from '#src/errors'
import { listed } from '#text/listed'

type Standing = 'follows' | 'behind' | 'silent'

/** Resolves with warnings about silent nodes, which get the same from Patroni later. */
export const followed = async (patching: Patching): Promise<readonly string[]> => {
  const { action, stop, lost, tell } = patching
  for (const until = performance.now() + action.deadlineSeconds * 1_000; ; await sleep(250)) {
    const nodes = await standings(patching)
    const left = nodes.filter(({ standing }) => standing !== 'follows')
    if (left.length === 0) return []
    if (lost.aborted) throw new Error('the token is lost')
    if (stop.aborted) throw stopped(undefined)
    tell(`waiting until ${listed(left.map(({ node }) => node))} follows`)
    if (performance.now() < until) continue
    const behind = left.filter(({ standing }) => standing === 'behind')
    if (behind.length > 0) throw notFollowing(patching, behind)
    return left.map(({ node }) => `${node} does not answer: its Patroni has to give it the same.`)
  }
}

interface NodeStanding {
  readonly node: string
  readonly standing: Standing
}

const standings = async ({ action, holder }: Patching): Promise<readonly NodeStanding[]> => {
  const { nodes, parameters } = action
  const patroni = await everyPatroni(holder.cluster)
  return Promise.all(
    nodes.map(async node => {
      const said = patroni.find(one => one.node === node)
      const server = await serverNow(action, node, holder)
      if (said?.kind !== 'said' || !server) return { node, standing: 'silent' }
      const { has, foreign } = standingOfParameters(parameters, said)
      if (foreign !== null) throw changedMeanwhile(foreign, 'Howdah leaves that as it is.')
      const follows = has === 'all' && hasEveryGiven(server, parameters)
      return { node, standing: follows ? 'follows' : 'behind' }
    }),
  )
}

const notFollowing = ({ action }: Patching, behind: readonly NodeStanding[]): Failure => {
  const names = behind.map(({ node }) => node)
  return new Failure(
    'patroni.not-followed',
    `Patroni took the change, and after ${action.deadlineSeconds} s ${listed(names)} ${names.length === 1 ? 'does' : 'do'} not have it.`,
    `Read the log of Patroni there: it tells which value it drops, and a value of the node's own patroni.yml wins.`,
  )
}
