/**
 * Changes settings in the configuration of Patroni, and waits until every server has the new values. The fence is a
 * session on the primary.
 */
import { everyPatroni } from '#cluster/drivers/parameters/every-patroni'
import { followed } from '#cluster/drivers/parameters/followed'
import { patchConfig } from '#cluster/drivers/parameters/patch-config'
import { serverNow } from '#cluster/drivers/parameters/server-now'
import { stopped } from '#cluster/drivers/session/acting'
import { openSession } from '#cluster/drivers/session/session'
import { stillHeld } from '#cluster/drivers/session/still-held'
import { takenOver } from '#cluster/drivers/session/taken-over'
import { unadopted } from '#cluster/drivers/session/unadopted'
import { hasEveryGiven } from '#cluster/facts/config/given'
import { type ConfigNode, lookAtServer } from '#cluster/facts/config/look'
import { lookAtPatroni, type PatroniOfNode } from '#cluster/facts/patroni/look'
import { standingOfParameters } from '#cluster/facts/patroni/parameters'
import type { ActionState } from '#model/actions/action-kind'
import { type ParametersAction, parametersKind } from '#model/actions/config/parameters'
import type { Driver } from '#model/actions/driver'
import { Failure } from '#src/errors'

export const parametersDriver: Driver<ParametersAction> = {
  kind: 'parameters',
  async take(action, holder) {
    const session = await openSession(parametersKind.place(action), holder)
    let phase = ''
    return {
      ...unadopted(session),
      progress: async () => (phase === '' ? undefined : { phase, percent: null, blocker: null }),
      look: async one =>
        stateOf(one, await everyPatroni(holder.cluster), node => serverNow(one, node, holder)),
      async act(one, { stop, lost }) {
        // A holder without the fence stops acting.
        await stillHeld(session)
        if (stop.aborted) throw stopped(undefined)
        const began = performance.now()
        const tell = (words: string) => {
          phase = words
        }
        const asking = { session, action: one, holder, stop, lost, tell }
        try {
          await patchConfig(asking)
          const warnings = await followed(asking)
          return { seconds: (performance.now() - began) / 1_000, warnings, outputs: {} }
        } catch (error) {
          throw lost.aborted ? takenOver(error) : error
        }
      },
    }
  },
  async observe(action, { patroni = [], nodes }) {
    return stateOf(action, await lookAtPatroni(patroni), async name => {
      const node = nodes.find(one => one.name === name)
      return node ? lookAtServer(node.reader) : null
    })
  },
}

type Server = Pick<ConfigNode, 'settings' | 'files'>

/** `serverOf` gives null for a server that does not answer. The configuration decides, as servers follow sooner or later. */
const stateOf = async (
  action: ParametersAction,
  patroni: readonly PatroniOfNode[],
  serverOf: (node: string) => Promise<Server | null>,
): Promise<ActionState> => {
  const { scope, system, parameters, nodes } = action
  const said = patroni.flatMap(one =>
    one.kind === 'said' && one.scope === scope && one.system === system ? [one] : [],
  )
  if (said.length === 0)
    throw new Failure(
      'patroni.silent',
      `No Patroni of ${scope} answers.`,
      'Check that Patroni runs, and that each `patroni.url` of the inventory leads there.',
      { unknown: true },
    )
  const have = said.map(one => standingOfParameters(parameters, one).has)
  if (have.every(one => one === 'none')) return 'absent'
  if (!have.every(one => one === 'all')) return 'partial'
  const servers = await Promise.all(nodes.map(serverOf))
  const follow = servers.every(server => server && hasEveryGiven(server, parameters))
  return follow ? 'present' : 'partial'
}
