/** A playbook of the bench: sets a setting of a cluster's server, under a guard of a single statement's mean time. */
import { z } from 'zod'
import type { SettingAction } from '#model/actions/setting'
import { definePlaybook } from '#model/playbook'

const input = z.object({
  setting: z.string(),
  value: z.string(),
  queryid: z.string(),
  /** Tells the guards apart. */
  label: z.string(),
  minutes: z.coerce.number(),
})
type Input = z.infer<typeof input>
type Place = Pick<SettingAction, 'node' | 'database'>

const changing = (place: Place, name: string, value: string | null): SettingAction => ({
  kind: 'setting',
  ...place,
  duty: 'maintain',
  settings: [{ name, value }],
  deadlineSeconds: 30,
})

export const guarded = definePlaybook<Input, Place, Place>({
  name: 'bench.guarded',
  version: 1,
  summary: 'Change a setting under a guard',
  example: '',
  first: 'setting',
  risk: 'change',
  input,
  look: view => Promise.resolve({ node: view.nodes[0]?.name ?? '', database: view.database }),
  refuse: (_, facts) => facts,
  plan: ({ setting, value }, place) => ({
    headline: `Set ${setting} to ${value}`,
    steps: [
      {
        title: `Set ${setting} to ${value}`,
        action: changing(place, setting, value),
        effects: [],
        onFailure: 'undo',
        undo: { title: `Reset ${setting}`, action: changing(place, setting, null), effects: [] },
      },
    ],
    claims: [],
    estimates: [],
    notes: [],
  }),
  verify: () => undefined,
  // As the guards of config.set judge statements.
  guard: ({ minutes, queryid, label }) => ({
    minutes,
    watches: [
      { metric: 'statement time', queryids: [queryid], label, factor: 1.5, above: 0.5, least: 50 },
    ],
    onSilence: 'ask',
  }),
})
