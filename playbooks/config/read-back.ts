/** Reads back a change of settings: the line of the file, and the value in force. */
import type { ConfigNode } from '#cluster/facts/config/look'
import { servedBy } from '#cluster/facts/config/served'
import { valueWords } from '#cluster/facts/config/words'
import {
  changesOn,
  type NodeChange,
  type SettingChange,
  type WantedSetting,
} from '#playbooks/config/changes'
import { listed } from '#text/listed'

/** Undefined when every node has the wanted values, in force or waiting for a restart. */
export const notAsWanted = (
  nodes: readonly ConfigNode[],
  wanted: readonly WantedSetting[],
): string | undefined => {
  const [first] = changesOn(nodes, wanted)
  const change = first?.changes[0]
  if (first && change) return notWritten(first, change)
  for (const node of nodes)
    for (const { name } of wanted) {
      const served = servedBy(node, name)
      if (!served || served.value === null || served.value === served.next) continue
      if (served.setting.context === 'postmaster') continue
      return `${name} is written on ${node.name}, and ${valueWords(served.setting, served.value)} is still in force there.`
    }
  return undefined
}

const notWritten = ({ node }: NodeChange, { setting, now, after, value }: SettingChange): string =>
  value === null
    ? `postgresql.auto.conf of ${node.name} still has a line for ${setting.name}.`
    : `${setting.name} is ${valueWords(setting, now)} on ${node.name}, not ${valueWords(setting, after)}.`

/** `work_mem is 64MB on shop-1 and shop-2.`; a value that waits for a restart is never called in force. */
export const presentState = (
  nodes: readonly ConfigNode[],
  names: readonly string[],
): string | null => {
  const said = names.flatMap(name =>
    nodes.flatMap(node => {
      const served = servedBy(node, name)
      if (!served) return []
      const { setting, value, next } = served
      return [
        {
          node: node.name,
          words: setting.pendingRestart
            ? `${setting.name} ${valueWords(setting, next)} is written and pending until the restart of NODES (\`node restart\`); in force is ${valueWords(setting, value)}`
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
