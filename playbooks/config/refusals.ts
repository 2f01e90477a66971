/** Refusals that every change of settings shares, the worst first. */
import type { ConfigChangeAbout } from '#cluster/facts/config/change'
import { type ConfigNode, settingOf } from '#cluster/facts/config/look'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { nearSetting } from '#playbooks/config/unknown'
import { byAlterSystem } from '#playbooks/config/way/alter-system'
import { byPatroni } from '#playbooks/config/way/by-patroni'
import type { TypedSettings, WayToSet } from '#playbooks/config/way/way-to-set'
import { managedElsewhere } from '#playbooks/shared/managed'
import { noLogin } from '#playbooks/shared/refusals'
import { listed } from '#text/listed'
import { nearest } from '#text/nearest'

export interface MeantNodes {
  readonly nodes: readonly ConfigNode[]
  readonly way: WayToSet
}

/** The way to write settings, or the refusal where the provider alone writes settings. */
export const wayToSet = (about: ConfigChangeAbout, typed: TypedSettings): Refusal | WayToSet =>
  about.provider === 'patroni'
    ? byPatroni(about, typed)
    : (managedElsewhere(about.provider) ?? byAlterSystem(about))

/** The meant nodes, where every name is known; or why settings cannot be changed there. */
export const nodesMeant = (
  about: ConfigChangeAbout,
  { names, node }: TypedSettings,
): Refusal | MeantNodes => {
  if (about.actor === null) return noLogin('maintain')
  const way = wayToSet(about, { names, node })
  if (isRefusal(way)) return way
  const nodes = about.nodes.filter(({ name }) => node === undefined || name === node)
  const away = about.unreachable.find(({ name }) => node === undefined || name === node)
  if (away)
    return refusal(
      `${away.because} A setting is changed on every node, so that a failover changes nothing.`,
      `${away.instead} Or name one node: ${listed(
        about.nodes.map(({ name }) => `\`node=${name}\``),
        'or',
      )}.`,
    )
  if (nodes.length === 0)
    return refusal(
      `There is no node ${node ?? ''}.`,
      `Name one of: ${about.nodes.map(({ name }) => name).join(', ')}.`,
    )
  return unknown(nodes, names) ?? twice(names) ?? { nodes, way }
}

const keys = ['cluster', 'database', 'node', 'reason', 'ticket']

const unknown = (nodes: readonly ConfigNode[], typed: readonly string[]): Refusal | undefined => {
  for (const name of typed)
    for (const node of nodes) {
      if (settingOf(node, name)) continue
      const known = node.settings.map(one => one.name)
      const close = nearSetting(name, known) ?? nearest(name, keys)
      return refusal(
        `${node.name} has no setting ${name}.`,
        close === undefined
          ? name.includes('.')
            ? 'A setting with a dot belongs to an extension: the server knows the setting once the extension is loaded.'
            : `See \`config list\` with a part of its name. If \`${name}=\` belongs to the value before it, put that value into quotes.`
          : `Did you mean \`${close}=\`?`,
      )
    }
  return undefined
}

const twice = (typed: readonly string[]): Refusal | undefined => {
  const lower = typed.map(name => name.toLowerCase())
  const place = lower.findIndex((name, at) => lower.indexOf(name) !== at)
  const [name, other] = [typed[place], typed[lower.indexOf(lower[place] ?? '')]]
  if (name === undefined) return undefined
  const also = name === other ? '' : `, also as ${other}`
  return refusal(`${name} is given twice${also}.`, 'Give it once.')
}
