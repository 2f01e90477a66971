/** Reads back a change of settings: the written value, and the value in force. */
import type { ConfigChangeAbout } from '#cluster/facts/config/change'
import { servedBy } from '#cluster/facts/config/served'
import { valueWords } from '#cluster/facts/config/words'
import { isRefusal } from '#model/refusal'
import type { NodeChange, SettingChange, WantedSetting } from '#playbooks/config/changes'
import { wayToSet } from '#playbooks/config/refusals'
import type { TypedSettings, WayToSet } from '#playbooks/config/way/way-to-set'
import { listed } from '#text/listed'

const nodesOf = ({ nodes }: ConfigChangeAbout, node: string | undefined) =>
  nodes.filter(({ name }) => node === undefined || name === node)

/** Undefined when every node has the wanted values, in force or waiting for a restart. */
export const notAsWanted = (
  about: ConfigChangeAbout,
  node: string | undefined,
  wanted: readonly WantedSetting[],
): string | undefined => {
  const way = wayToSet(about, { names: wanted.map(({ name }) => name), node })
  if (isRefusal(way)) return way.because
  const nodes = nodesOf(about, node)
  const [first] = way.changesOn(nodes, wanted)
  const change = first?.changes[0]
  if (first && change) return notWritten(first, change, way)
  for (const one of nodes)
    for (const { name } of wanted) {
      const served = servedBy(one, name)
      if (!served || served.value === null || served.value === served.next) continue
      if (served.setting.context === 'postmaster') continue
      return `${name} is written on ${one.name}, and ${valueWords(served.setting, served.value)} is still in force there.`
    }
  return undefined
}

const notWritten = (
  { node }: NodeChange,
  { setting, now, after, value }: SettingChange,
  way: WayToSet,
): string =>
  value === null
    ? `${way.where([node.name])} still has a line for ${setting.name}.`
    : `${setting.name} is ${valueWords(setting, now)} on ${node.name}, not ${valueWords(setting, after)}.`

/** `work_mem is 64MB on shop-1 and shop-2.`; a value that waits for a restart is never called in force. */
export const presentState = (
  about: ConfigChangeAbout,
  { names, node }: TypedSettings,
): string | null => {
  const way = wayToSet(about, { names, node })
  if (isRefusal(way)) return null
  const said = names.flatMap(name =>
    nodesOf(about, node).flatMap(one => {
      const served = servedBy(one, name)
      if (!served) return []
      const { setting, value } = served
      const next = way.nextOn(one, served)
      return [
        {
          node: one.name,
          // PostgreSQL goes on calling a value pending that is back to the value in force.
          words:
            setting.pendingRestart && value !== next
              ? `${setting.name} ${valueWords(setting, next)} is written and pending until the restart of NODES (${way.restart}); in force is ${valueWords(setting, value)}`
              : `${setting.name} is ${valueWords(setting, value)} on NODES`,
        },
      ]
    }),
  )
  if (said.length === 0) return null
  return [...Map.groupBy(said, ({ words }) => words)]
    .map(([words, on]) => `${words.replace('NODES', listed(on.map(({ node }) => node)))}.`)
    .join(' ')
}
