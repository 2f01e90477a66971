/**
 * Sets settings with ALTER SYSTEM and a reload, on every node or on a single node. A setting that counts after a restart is
 * written and stays pending. The undo writes back the former lines of postgresql.auto.conf, or takes the new lines out.
 */
import { z } from 'zod'
import { type ConfigChangeAbout, lookAtChange } from '#cluster/facts/config/change'
import { settingOf } from '#cluster/facts/config/look'
import { servedBy } from '#cluster/facts/config/served'
import { line } from '#model/input'
import { definePlaybook } from '#model/playbook'
import { isRefusal, refusal } from '#model/refusal'
import { canonical, notAccepted, wordsOfText } from '#playbooks/config/accepted'
import { changesOn } from '#playbooks/config/changes'
import { neverFromChat } from '#playbooks/config/never'
import { type ConfigChange, guardOf, planChange } from '#playbooks/config/plan-change'
import { notAsWanted, presentState } from '#playbooks/config/read-back'
import { missingRights, nodesMeant, outOfReach } from '#playbooks/config/refusals'
import { lessThanPrimary } from '#playbooks/config/standby-order'
import { wouldNotStart } from '#playbooks/config/starts'
import { readWishes, type Wish } from '#playbooks/config/wishes'
import { listed } from '#text/listed'

const input = z.object({
  settings: line
    .refine(
      text => readWishes(text) !== undefined,
      'Write each as name=value: work_mem=64MB, random_page_cost=1.1',
    )
    .describe('One or several, with their values: work_mem=64MB, random_page_cost=1.1')
    .meta({ takes: 'other keys' }),
  node: line.optional().describe('Which node; every node when left out'),
})
type Input = z.infer<typeof input>

const wishesOf = ({ settings }: Input): readonly Wish[] => readWishes(settings) ?? []
const namesOf = (asked: Input): readonly string[] => wishesOf(asked).map(({ name }) => name)

export const configSet = definePlaybook<Input, ConfigChangeAbout, ConfigChange>({
  name: 'config.set',
  version: 1,
  summary: 'Set one or several settings on every node, and put them in force by a reload',
  example: 'work_mem=64MB random_page_cost=1.1',
  first: null,
  risk: 'change',
  input,

  look: (view, asked) => lookAtChange(view, namesOf(asked)),

  refuse(asked, about) {
    const wishes = wishesOf(asked)
    const nodes = nodesMeant(about, namesOf(asked), asked.node)
    if (isRefusal(nodes)) return nodes
    for (const { name, text } of wishes)
      for (const node of nodes) {
        const served = servedBy(node, name)
        if (!served) continue
        const { setting, value } = served
        const refused =
          neverFromChat(setting, canonical(setting, text), value) ?? notAccepted(setting, text)
        if (refused) return refused
      }
    const refused = outOfReach(nodes, namesOf(asked)) ?? missingRights(about, nodes)
    if (refused) return refused
    const changed = changesOn(nodes, wishes)
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
      lessThanPrimary(changed, about.nodes) ??
      wouldNotStart(changed, about.nodes) ?? { about, changed, verb: 'set' }
    )
  },

  plan: (_, ready) =>
    planChange(ready, (node, said, named) => ({
      title: `Set ${said} on ${node}`,
      onFailure: 'undo',
      undo: { title: `Put back ${named} on ${node}` },
    })),

  verify: (asked, about) => {
    const nodes = about.nodes.filter(({ name }) => asked.node === undefined || name === asked.node)
    return notAsWanted(nodes, wishesOf(asked))
  },

  found: ({ node, ...asked }, { nodes }) =>
    presentState(
      nodes.filter(({ name }) => node === undefined || name === node),
      namesOf(asked),
    ),

  guard: (_, ready) => guardOf(ready),
})
