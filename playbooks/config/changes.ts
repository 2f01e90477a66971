/** The changes of a request on each node, worked out from the facts. */
import type { ConfigNode } from '#cluster/facts/config/look'
import type { Setting } from '#cluster/facts/config/settings'
import type { SettingValue } from '#model/actions/setting'

export interface SettingChange {
  readonly setting: Setting
  /** The text to write, by the way of the cluster; null where the line is taken out. */
  readonly value: SettingValue['value']
  /** The same, as written now. */
  readonly was: SettingValue['value']
  /** In force now, in the base unit; null where that is not known. */
  readonly now: string | null
  /** In the base unit, in force after the reload or the restart. */
  readonly after: string
  readonly restarts: boolean
}

export interface NodeChange {
  readonly node: Pick<ConfigNode, 'name' | 'role'>
  readonly changes: readonly SettingChange[]
}

/** The name as pg_settings has it, and the wanted text; null takes the line away. */
export interface WantedSetting {
  readonly name: string
  readonly text: string | null
}

/** Without the values that a node has already; nodes without any change are left out. */
export const changesBy =
  (changeOn: (node: ConfigNode, wanted: WantedSetting) => SettingChange | undefined) =>
  (nodes: readonly ConfigNode[], wanted: readonly WantedSetting[]): readonly NodeChange[] =>
    nodes.flatMap(node => {
      const changes = wanted.flatMap(one => changeOn(node, one) ?? [])
      return changes.length === 0 ? [] : [{ node: { name: node.name, role: node.role }, changes }]
    })

/** Each changed setting once, however many nodes it is changed on. */
export const eachSetting = (changed: readonly NodeChange[]): readonly SettingChange[] => [
  ...new Map(
    changed.flatMap(({ changes }) => changes).map(one => [one.setting.name, one]),
  ).values(),
]
