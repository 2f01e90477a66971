/** Refusals of a change by way of Patroni, each with the way out. */
import type { ConfigChangeAbout } from '#cluster/facts/config/change'
import type { FileSetting } from '#cluster/facts/config/file-settings'
import { lineByPatroni } from '#cluster/facts/config/given'
import type { ConfigNode } from '#cluster/facts/config/look'
import { lineByAlterSystem, type ServedSetting, servedBy } from '#cluster/facts/config/served'
import type { Setting } from '#cluster/facts/config/settings'
import { valueWords } from '#cluster/facts/config/words'
import type { PatroniOfNode, PatroniSaid } from '#cluster/facts/patroni/look'
import { decidedByPatroni, takenFromConfiguration } from '#cluster/facts/patroni/own-settings'
import { namesOfSetting, parameterOf, parameterText } from '#cluster/facts/patroni/parameters'
import type { Scalar } from '#model/actions/action-kind'
import { type Refusal, refusal } from '#model/refusal'
import { canonical } from '#playbooks/config/accepted'
import { eachSetting, type NodeChange } from '#playbooks/config/changes'
import type { TypedSettings } from '#playbooks/config/way/way-to-set'
import { anotherCluster } from '#playbooks/shared/another-patroni'
import { brokenFile, mayHoldPassword, onCommandLine } from '#playbooks/shared/setting-refusals'

/** The Patroni of the primary, where the settings of the cluster can be changed by way of Patroni. */
export const leadingPatroni = (
  about: ConfigChangeAbout,
  typed: TypedSettings,
): Refusal | PatroniSaid => {
  const { patroni, unreachable, system } = about
  if (patroni === null)
    return refusal(
      'Patroni gives the servers of this cluster their settings, and the inventory does not say where Patroni is reached.',
      'Write `patroni: { url: https://…:8008 }` at each node and `credentials.patroni`, or use `patronictl edit-config`.',
    )
  for (const name of typed.names) {
    const because = decidedByPatroni(name)
    if (because !== undefined)
      return refusal(
        `Patroni decides ${name}: ${because}.`,
        'Change that by your own runbook, with somebody who can log in to the machines.',
      )
  }
  if (typed.node !== undefined)
    return refusal(
      'Patroni gives every node the same settings.',
      'Leave `node=` out. What is for one node alone stands in its own patroni.yml.',
    )
  const said = saidOf(patroni)
  const [silent] = [...patroni.filter(one => one.kind === 'silent'), ...unreachable]
  if (silent)
    return refusal(
      `${silent.because} What Patroni gives is read back on every node.`,
      silent.instead,
    )
  if (system === null)
    return refusal(
      'Of which database system the cluster is cannot be read, and so not whether this Patroni is its own.',
      'See what is missing.',
      'doctor',
    )
  return (
    anotherCluster(said, system) ??
    said.find(({ node }) => node === about.nodes[0]?.name) ??
    refusal('Patroni of the primary does not answer.', 'Look what it says.', 'replication status')
  )
}

const saidOf = (patroni: readonly PatroniOfNode[]): readonly PatroniSaid[] =>
  patroni.flatMap(one => (one.kind === 'said' ? [one] : []))

export const mayNotRead = (
  { database, rights }: ConfigChangeAbout,
  nodes: readonly ConfigNode[],
): Refusal | undefined => {
  const grants = [...new Set([...rights.grants, ...nodes.flatMap(({ files }) => files.grants)])]
  return grants.length === 0
    ? undefined
    : refusal(
        'What the files of the servers say cannot be read, and so not what Patroni gives.',
        `Let a superuser run in database ${database}: \`${grants.map(one => `${one};`).join(' ')}\``,
      )
}

/** Each Patroni tells the configuration as of the last look of that Patroni. */
export const notToldAlike = ({ patroni }: ConfigChangeAbout, name: string): Refusal | undefined => {
  const said = saidOf(patroni ?? [])
  const [first] = said
  for (const one of said) {
    const [key = name, second] = namesOfSetting(one, name)
    const value = parameterOf(one, key)
    if (second !== undefined || value === undefined)
      return refusal(
        `The configuration of Patroni has ${second === undefined ? `for ${name} what no setting has` : `${key} and ${second}`}.`,
        'Put it right by `patronictl edit-config`.',
      )
    if (first && value !== parameterOf(first, key))
      return refusal(
        `The Patroni of ${first.node} and of ${one.node} do not tell the same ${name}: a change is on its way.`,
        'Ask again in a moment.',
      )
  }
  return undefined
}

/** A change of the configuration is in vain where the server has the value from elsewhere. */
export const givenElsewhere = (
  node: ConfigNode,
  name: string,
  given: Scalar,
): Refusal | undefined => {
  const served = servedBy(node, name)
  if (!served) return undefined
  const refused =
    mayHoldPassword(node, name, [parameterText(given)]) ??
    (takenFromConfiguration(name) ? undefined : onCommandLine(node, name)) ??
    brokenFile(node)
  if (refused) return refused
  const { setting } = served
  if (lineByAlterSystem(node, name))
    return refusal(
      `postgresql.auto.conf of ${node.name} has a line for ${setting.name}, which wins over what Patroni gives.`,
      `Let a superuser run there: \`ALTER SYSTEM RESET ${setting.name};\` and \`SELECT pg_reload_conf();\`. Then ask again.`,
    )
  const line = lineByPatroni(node, name)
  const text = parameterText(given) ?? takenFromConfiguration(name)?.otherwise
  // Patroni writes no file where the server runs with the value already.
  if (text === undefined ? !line : isGiven(canonical(setting, text), served, line)) return undefined
  return refusal(
    `postgresql.conf of ${node.name}, which Patroni writes, has ${valueIn(setting, line?.setting)}, and Patroni’s configuration ${valueIn(setting, text)}: a value of the node’s own patroni.yml wins, or Patroni drops this one.`,
    `Look into patroni.yml of ${node.name} and the log of its Patroni; let Patroni read a changed file by \`patronictl reload\`.`,
  )
}

const isGiven = (
  wanted: string,
  { setting, value }: ServedSetting,
  line: FileSetting | undefined,
): boolean =>
  value === wanted || (line?.setting != null && canonical(setting, line.setting) === wanted)

const valueIn = (setting: Setting, text: string | null | undefined): string =>
  text == null
    ? `no ${setting.name}`
    : `${setting.name} ${valueWords(setting, canonical(setting, text))}`

export const tooLittle = (changed: readonly NodeChange[]): Refusal | undefined => {
  for (const { setting, after } of eachSetting(changed)) {
    const taken = takenFromConfiguration(setting.name)
    if (taken?.least == null || Number(after) >= taken.least) continue
    return refusal(
      `Patroni takes no ${setting.name} below ${valueWords(setting, String(taken.least))}: it would give ${taken.otherwise} without a word.`,
      `Give ${valueWords(setting, String(taken.least))} or more.`,
    )
  }
  return undefined
}
