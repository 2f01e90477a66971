/** The refusals of a change to wanted values, the worst first; or the changes of each node. */
import type { ConfigChangeAbout } from '#cluster/facts/config/change'
import { settingOf } from '#cluster/facts/config/look'
import { servedBy } from '#cluster/facts/config/served'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { canonical, notAccepted, wordsOfText } from '#playbooks/config/accepted'
import { neverFromChat } from '#playbooks/config/never'
import type { ConfigChange } from '#playbooks/config/plan-change'
import { nodesMeant } from '#playbooks/config/refusals'
import { wouldNotStart } from '#playbooks/config/starts'
import type { Wish } from '#playbooks/config/wishes'
import { listed } from '#text/listed'

/** `node` is undefined for every node. */
export const readyToSet = (
  wishes: readonly Wish[],
  node: string | undefined,
  about: ConfigChangeAbout,
): Refusal | ConfigChange => {
  const names = wishes.map(({ name }) => name)
  const meant = nodesMeant(about, { names, node })
  if (isRefusal(meant)) return meant
  const { nodes, way } = meant
  for (const { name, text } of wishes)
    for (const one of nodes) {
      const served = servedBy(one, name)
      if (!served) continue
      const { setting, value } = served
      const refused =
        neverFromChat(setting, canonical(setting, text), value) ?? notAccepted(setting, text)
      if (refused) return refused
    }
  const refused = way.refuseNames(nodes, names)
  if (refused) return refused
  const changed = way.changesOn(nodes, wishes)
  if (changed.length === 0) {
    const said = wishes.map(({ name, text }) => {
      const setting = nodes[0] && settingOf(nodes[0], name)
      return setting ? `${setting.name} ${wordsOfText(setting, text)}` : name
    })
    const on = listed(nodes.map(({ name }) => name))
    const pending = nodes.some(node =>
      wishes.some(({ name }) => settingOf(node, name)?.pendingRestart),
    )
    return refusal(
      `There is nothing to change: ${on} ${nodes.length === 1 ? 'has' : 'have'} ${listed(said)} already${pending ? ', written and pending until the restart' : ''}.`,
      'See where it comes from.',
      `config show ${wishes[0]?.name ?? ''}`,
    )
  }
  return (
    way.refuseValues(changed) ??
    wouldNotStart(changed, about.nodes) ?? { about, changed, verb: 'set', way }
  )
}
