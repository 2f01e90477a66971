/** Settings that Patroni gives every server of a cluster, as its configuration says. */
import type { ConfigChangeAbout } from '#cluster/facts/config/change'
import { lineByPatroni } from '#cluster/facts/config/given'
import type { ConfigNode } from '#cluster/facts/config/look'
import { isAutomatic, linesOf, servedBy } from '#cluster/facts/config/served'
import type { Setting } from '#cluster/facts/config/settings'
import { takenFromConfiguration } from '#cluster/facts/patroni/own-settings'
import { namesOfSetting, parameterOf, parameterText } from '#cluster/facts/patroni/parameters'
import type { Scalar } from '#model/actions/action-kind'
import type { ParametersAction, PatroniParameter } from '#model/actions/config/parameters'
import { isRefusal, type Refusal } from '#model/refusal'
import { asWritten, canonical } from '#playbooks/config/accepted'
import {
  changesBy,
  eachSetting,
  type NodeChange,
  type SettingChange,
  type WantedSetting,
} from '#playbooks/config/changes'
import { asCompared } from '#playbooks/config/lists'
import { orderedSettings, restartOrder } from '#playbooks/config/standby-order'
import {
  givenElsewhere,
  leadingPatroni,
  mayNotRead,
  notToldAlike,
  tooLittle,
} from '#playbooks/config/way/patroni-refusals'
import type { TypedSettings, WayToSet } from '#playbooks/config/way/way-to-set'
import { listed } from '#text/listed'

export const byPatroni = (about: ConfigChangeAbout, typed: TypedSettings): Refusal | WayToSet => {
  const leading = leadingPatroni(about, typed)
  if (isRefusal(leading)) return leading
  const given = (setting: string): Given => {
    const [name = setting] = namesOfSetting(leading, setting)
    return { name, value: parameterOf(leading, name) ?? null }
  }
  return {
    restart: `\`patronictl restart ${leading.scope}\``,
    where: () => 'Patroni’s configuration',
    refuseNames: (nodes, names) =>
      mayNotRead(about, nodes) ??
      firstOf(names, name => notToldAlike(about, name)) ??
      firstOf(names, name => firstOf(nodes, node => givenElsewhere(node, name, given(name).value))),
    changesOn: changesBy((node, one) => changeOn(node, one, given(one.name).value)),
    nextOn: (node, { setting }) => nextBy(node, setting, parameterText(given(setting.name).value)),
    refuseValues: tooLittle,
    inOrder: changed => changed,
    steps: (changed, makeStep) => {
      const names = about.nodes.map(({ name }) => name)
      const action = (parameters: readonly PatroniParameter[]): ParametersAction => ({
        kind: 'parameters',
        node: leading.node,
        database: about.database,
        duty: 'maintain',
        scope: leading.scope,
        system: leading.system ?? '',
        parameters,
        nodes: names,
        deadlineSeconds: 3 * leading.loopWait + 30,
      })
      const parameters = eachSetting(changed).map(one => parameterFor(one, given(one.setting.name)))
      return [
        makeStep({
          where: `${listed(names)} by Patroni`,
          on: changed,
          action: action(parameters.map(({ there }) => there)),
          back: action(parameters.map(({ back }) => back)),
        }),
      ]
    },
    estimates: () => [
      {
        label: 'Patroni',
        value: `each node takes it at its next look, every ${leading.loopWait} s, writes its postgresql.conf and reloads; every server is read back`,
      },
    ],
    notes: changed => [...restartOrder(changed), ...patroniNotes(changed)],
  }
}

/** The first refusal, in the order of the list. */
const firstOf = <One>(
  ones: readonly One[],
  refused: (one: One) => Refusal | undefined,
): Refusal | undefined => {
  for (const one of ones) {
    const found = refused(one)
    if (found) return found
  }
  return undefined
}

interface Given {
  /** As the configuration of Patroni has the name, or else as people typed the name. */
  readonly name: string
  readonly value: Scalar
}

/** The value after a restart, in the base unit. */
const nextBy = (node: ConfigNode, setting: Setting, given: string | null): string => {
  const text = given ?? takenFromConfiguration(setting.name)?.otherwise
  if (text !== undefined) return canonical(setting, text)
  const ownLine = lineByPatroni(node, setting.name)?.file
  const other = linesOf(node, setting.name).findLast(
    ({ file }) => file !== ownLine && !isAutomatic(file),
  )
  return other?.setting == null ? (setting.boot ?? '') : canonical(setting, other.setting)
}

const changeOn = (
  node: ConfigNode,
  { name, text }: WantedSetting,
  given: Scalar,
): SettingChange | undefined => {
  const served = servedBy(node, name)
  if (!served || (text === null && given === null)) return undefined
  const { setting } = served
  const after = nextBy(node, setting, text)
  const before = nextBy(node, setting, parameterText(given))
  if (text !== null && asCompared(name, before) === asCompared(name, after)) return undefined
  return {
    setting,
    value: text === null ? null : asWritten(setting, text),
    was: parameterText(given),
    now: served.value,
    after,
    restarts: setting.context === 'postmaster',
  }
}

const parameterFor = (
  { setting, value }: SettingChange,
  given: Given,
): { readonly there: PatroniParameter; readonly back: PatroniParameter } => {
  const gives = (text: string | null) => {
    const written = text ?? takenFromConfiguration(setting.name)?.otherwise
    return written === undefined ? null : canonical(setting, written)
  }
  const wanted = value === null ? null : String(value)
  return {
    there: { name: given.name, value: wanted, was: given.value, gives: gives(wanted) },
    back: {
      name: given.name,
      value: given.value,
      was: wanted,
      gives: gives(parameterText(given.value)),
    },
  }
}

const patroniNotes = (changed: readonly NodeChange[]): readonly string[] => {
  const ordered = orderedSettings(changed)
  return [
    ...(ordered.length === 0
      ? []
      : [
          `That no replica has less ${listed(ordered)} than its primary is Patroni’s own business: it starts a replica with what the primary has, where that is more.`,
        ]),
    'Patroni takes every value at first, and tells its log alone which it drops: where a server does not have the value in time, the change is undone.',
  ]
}
