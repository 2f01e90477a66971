/** A playbook that claims the whole cluster, like a change of topology; the playbook writes down a name. */
import { z } from 'zod'
import { definePlaybook } from '#model/playbook'

const input = z.object({ name: z.string() })

interface Facts {
  readonly node: string
  readonly database: string
  readonly written: boolean
}

/** The table `switched` belongs to `app`; a test holds the change up by a lock on the table. */
export const switchCluster = definePlaybook<z.infer<typeof input>, Facts, Facts>({
  name: 'cluster.switch',
  version: 1,
  summary: 'Switch the cluster over',
  example: 'standby',
  first: 'name',
  risk: 'disruptive',
  input,
  async look(view, { name }) {
    const rows = await view.primary.read('select from public.switched where name = $1', [name])
    const node = view.nodes.find(({ role }) => role === 'primary')?.name ?? ''
    return { node, database: view.database, written: rows.length > 0 }
  },
  refuse: (_, facts) => facts,
  plan: ({ name }, { node, database }) => ({
    headline: `Switch ${name} over`,
    steps: [
      {
        title: `Switch ${name}`,
        action: {
          kind: 'sql',
          node,
          database,
          duty: 'ddl',
          role: 'app',
          statement: 'insert into switched (name) values ($1)',
          values: [name],
          state: {
            text: `select case when exists (select from public.switched where name = $1) then 'present' else 'absent' end as state`,
            values: [name],
          },
          repair: null,
          tidy: null,
          again: false,
          locking: 'none',
          deadlineSeconds: 300,
        },
        effects: [],
        onFailure: 'undo',
        undo: null,
      },
    ],
    claims: [{ on: 'cluster', key: 'all of it', label: 'the cluster', mode: 'exclusive' }],
    estimates: [],
    notes: [],
  }),
  verify: (_, { written }) => (written ? undefined : 'Nothing was switched.'),
})
