/** The changes of a request on each node, worked out from the facts. */
import type { ConfigNode } from '#cluster/facts/config/look'
import {
  lineByAlterSystem,
  linesOf,
  type ServedSetting,
  servedBy,
} from '#cluster/facts/config/served'
import type { Setting } from '#cluster/facts/config/settings'
import type { SettingValue } from '#model/actions/setting'
import { asWritten, canonical } from '#playbooks/config/accepted'
import { asCompared, asValue } from '#playbooks/config/lists'

export interface SettingChange {
  readonly setting: Setting
  /** For ALTER SYSTEM. */
  readonly value: SettingValue['value']
  /** The same, as postgresql.auto.conf has it now. */
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

/** The name as pg_settings has it, and the wanted text; null takes the line of ALTER SYSTEM away. */
export interface WantedSetting {
  readonly name: string
  readonly text: string | null
}

/** Without the values that a node has already; nodes without any change are left out. */
export const changesOn = (
  nodes: readonly ConfigNode[],
  wanted: readonly WantedSetting[],
): readonly NodeChange[] =>
  nodes.flatMap(node => {
    const changes = wanted.flatMap(one => changeOn(node, one) ?? [])
    return changes.length === 0 ? [] : [{ node: { name: node.name, role: node.role }, changes }]
  })

const changeOn = (node: ConfigNode, { name, text }: WantedSetting): SettingChange | undefined => {
  const served = servedBy(node, name)
  if (!served) return undefined
  const line = lineByAlterSystem(node, name)
  if (text === null && line === undefined) return undefined
  const { setting } = served
  const after = text === null ? withoutAlterSystem(node, setting) : canonical(setting, text)
  if (text !== null && asCompared(name, comesNext(node, served)) === asCompared(name, after))
    return undefined
  return {
    setting,
    value: text === null ? null : asValue(name, asWritten(setting, text)),
    was: line?.setting == null ? null : asValue(name, line.setting),
    now: served.value,
    after,
    restarts: setting.context === 'postmaster',
  }
}

/** The value that the files give as of now, in force or not. */
const comesNext = (node: ConfigNode, served: ServedSetting): string | null => {
  const last = linesOf(node, served.setting.name).at(-1)
  if (last?.setting == null) return served.next
  return canonical(served.setting, last.setting)
}

/** A line of a different file comes back, or else the default. */
const withoutAlterSystem = (node: ConfigNode, setting: Setting): string => {
  const automatic = lineByAlterSystem(node, setting.name)?.file
  const other = linesOf(node, setting.name).findLast(({ file }) => file !== automatic)
  return other?.setting == null ? (setting.boot ?? '') : canonical(setting, other.setting)
}
