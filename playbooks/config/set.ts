/**
 * Sets settings with ALTER SYSTEM and a reload, on every node or on a single node. Under Patroni the settings are put into
 * Patroni's configuration, by PATCH /config, and read back on every node. A setting that counts after a restart is written
 * and stays pending. The undo writes back the former lines, or takes the new lines out.
 */
import { z } from 'zod'
import { type ConfigChangeAbout, lookAtChange } from '#cluster/facts/config/change'
import { line } from '#model/input'
import { definePlaybook } from '#model/playbook'
import { type ConfigChange, guardOf, planChange } from '#playbooks/config/plan-change'
import { notAsWanted, presentState } from '#playbooks/config/read-back'
import { readyToSet } from '#playbooks/config/ready-to-set'
import { readWishes, type Wish } from '#playbooks/config/wishes'

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

  refuse: (asked, about) => readyToSet(wishesOf(asked), asked.node, about),

  plan: (_, ready) =>
    planChange(ready, (nodes, said, named) => ({
      title: `Set ${said} on ${nodes}`,
      onFailure: 'undo',
      undo: { title: `Put back ${named} on ${nodes}` },
    })),

  verify: (asked, about) => notAsWanted(about, asked.node, wishesOf(asked)),

  found: (asked, about) => presentState(about, { names: namesOf(asked), node: asked.node }),

  undone: (asked, about) => presentState(about, { names: namesOf(asked), node: asked.node }),

  guard: (_, ready) => guardOf(ready),
})
