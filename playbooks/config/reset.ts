/**
 * Takes the lines of ALTER SYSTEM out of postgresql.auto.conf, and reloads: a line of a different file comes back, or else
 * the default. Under Patroni the settings are taken out of Patroni's configuration, by PATCH /config. The undo writes the
 * same again.
 */
import { z } from 'zod'
import { type ConfigChangeAbout, lookAtChange } from '#cluster/facts/config/change'
import { servedBy } from '#cluster/facts/config/served'
import { originWords } from '#cluster/facts/config/words'
import { line } from '#model/input'
import { definePlaybook } from '#model/playbook'
import { isRefusal, refusal } from '#model/refusal'
import { neverFromChat } from '#playbooks/config/never'
import { type ConfigChange, guardOf, planChange } from '#playbooks/config/plan-change'
import { notAsWanted, presentState } from '#playbooks/config/read-back'
import { nodesMeant } from '#playbooks/config/refusals'
import { wouldNotStart } from '#playbooks/config/starts'
import { listed } from '#text/listed'

const input = z.object({
  settings: line
    .refine(text => namesIn(text).length > 0, 'Name one setting or several: work_mem, jit')
    .describe('One or several: work_mem, random_page_cost'),
  node: line.optional().describe('Which node; every node when left out'),
})
type Input = z.infer<typeof input>

const namesIn = (text: string): readonly string[] => text.split(/[\s,;]+/).filter(Boolean)
const namesOf = ({ settings }: Input): readonly string[] => namesIn(settings)
const wantedOf = (asked: Input) => namesOf(asked).map(name => ({ name, text: null }))

export const configReset = definePlaybook<Input, ConfigChangeAbout, ConfigChange>({
  name: 'config.reset',
  version: 1,
  summary: 'Take back what was set: the value of the files comes back, or the default',
  example: 'work_mem',
  first: 'settings',
  risk: 'change',
  input,

  look: (view, asked) => lookAtChange(view, namesOf(asked)),

  refuse(asked, about) {
    const meant = nodesMeant(about, { names: namesOf(asked), node: asked.node })
    if (isRefusal(meant)) return meant
    const { nodes, way } = meant
    const refused = way.refuseNames(nodes, namesOf(asked))
    if (refused) return refused
    const changed = way.changesOn(nodes, wantedOf(asked))
    const [name = ''] = namesOf(asked)
    if (changed.length === 0) {
      const [node] = nodes
      const origin = node && servedBy(node, name)?.origin
      return refusal(
        `There is nothing to reset: ${way.where(nodes.map(one => one.name))} has no line for ${listed(namesOf(asked), 'or')}${origin ? `; ${name} comes from: ${originWords(origin)}` : ''}.`,
        'To change it, set it.',
        `config show ${name}`,
      )
    }
    for (const { setting, after, now } of changed.flatMap(({ changes }) => changes)) {
      const never = neverFromChat(setting, after, now)
      if (never) return never
    }
    return (
      way.refuseValues(changed) ??
      wouldNotStart(changed, about.nodes) ?? { about, changed, verb: 'reset', way }
    )
  },

  plan: (_, ready) =>
    planChange(ready, (nodes, said, named) => ({
      title: `Reset ${said} on ${nodes}`,
      onFailure: 'undo',
      undo: { title: `Put back ${named} on ${nodes}` },
    })),

  verify: (asked, about) => notAsWanted(about, asked.node, wantedOf(asked)),

  found: (asked, about) => presentState(about, { names: namesOf(asked), node: asked.node }),

  undone: (asked, about) => presentState(about, { names: namesOf(asked), node: asked.node }),

  guard: (_, ready) => guardOf(ready),
})
