/** Settings that ALTER SYSTEM writes, on each node by itself. */
import type { ConfigChangeAbout } from '#cluster/facts/config/change'
import type { ConfigNode } from '#cluster/facts/config/look'
import {
  lineByAlterSystem,
  linesOf,
  type ServedSetting,
  servedBy,
} from '#cluster/facts/config/served'
import type { Setting } from '#cluster/facts/config/settings'
import type { SettingAction, SettingValue } from '#model/actions/setting'
import type { Estimate } from '#model/plan'
import { asWritten, canonical } from '#playbooks/config/accepted'
import {
  changesBy,
  type NodeChange,
  type SettingChange,
  type WantedSetting,
} from '#playbooks/config/changes'
import { asCompared, asValue } from '#playbooks/config/lists'
import { inOrder, lessThanPrimary, restartOrder } from '#playbooks/config/standby-order'
import type { WayToSet } from '#playbooks/config/way/way-to-set'
import { missingRights, outOfReach } from '#playbooks/shared/setting-refusals'
import { listed } from '#text/listed'

export const byAlterSystem = (about: ConfigChangeAbout): WayToSet => ({
  restart: '`node restart`',
  where: nodes => `postgresql.auto.conf${nodes.length === 0 ? '' : ` of ${listed(nodes)}`}`,
  refuseNames: (nodes, names) => outOfReach(nodes, names) ?? missingRights(about, nodes),
  changesOn: changesBy(changeOn),
  nextOn: (_, { next }) => next,
  refuseValues: changed => lessThanPrimary(changed, about.nodes),
  inOrder,
  steps: (ordered, makeStep) =>
    ordered.map(one => {
      const { node, changes } = one
      const action = (settings: readonly SettingValue[]): SettingAction => ({
        kind: 'setting',
        node: node.name,
        database: about.database,
        duty: 'maintain',
        settings,
        deadlineSeconds: 60,
      })
      return makeStep({
        where: node.name,
        on: [one],
        action: action(changes.map(({ setting: { name }, value }) => ({ name, value }))),
        back: action(changes.map(({ setting: { name }, was }) => ({ name, value: was }))),
      })
    }),
  estimates: orderEstimate,
  notes: restartOrder,
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

const orderEstimate = (ordered: readonly NodeChange[]): readonly Estimate[] =>
  ordered.length < 2
    ? []
    : [
        {
          label: 'Order',
          value: ordered.map(({ node: { name, role } }) => `${name} (${role})`).join(', then '),
        },
      ]
