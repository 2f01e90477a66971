/** A playbook that changes a setting of shop-1 under a guard of temporary files, and traffic that is harmed by it. */
import { z } from 'zod'
import type { SettingAction } from '#model/actions/setting'
import { definePlaybook } from '#model/playbook'
import type { TestServer } from '#test/support/postgres'

const input = z.object({
  value: z.string(),
  /** Minutes of the guard. */
  minutes: z.coerce.number(),
  setting: z.enum(['work_mem', 'maintenance_work_mem']).default('work_mem'),
})

type Input = z.infer<typeof input>

const changing = (
  place: Pick<SettingAction, 'node' | 'database'>,
  setting: Input['setting'],
  value: string | null,
): SettingAction => ({
  kind: 'setting',
  ...place,
  duty: 'maintain',
  settings: [{ name: setting, value }],
  deadlineSeconds: 30,
})

export const tuneMemory = definePlaybook<
  Input,
  Pick<SettingAction, 'node' | 'database'>,
  Pick<SettingAction, 'node' | 'database'>
>({
  name: 'memory.tune',
  version: 1,
  summary: 'Change work_mem',
  example: '64kB minutes=1',
  first: 'value',
  risk: 'change',
  input,
  look: view => Promise.resolve({ node: 'shop-1', database: view.database }),
  refuse: (_, facts) => facts,
  plan: ({ value, setting }, place) => ({
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
  guard: ({ minutes }) => ({
    minutes,
    watches: [{ metric: 'temporary files', factor: 2, above: 1_000_000, least: 1 }],
    onSilence: 'ask',
  }),
})

export const allowTuning = (managed: TestServer, database: string): Promise<void> =>
  managed.run(
    database,
    'create table if not exists users (id int)',
    'grant alter system on parameter work_mem, maintenance_work_mem to howdah',
    'grant execute on function pg_reload_conf() to howdah',
    'grant execute on function pg_show_all_file_settings() to howdah',
    'grant select on pg_file_settings to howdah',
  )

/**
 * Sorts that spill where work_mem is small, and short transactions; ends with `stop`. PostgreSQL counts a session's
 * transactions only once the session touches a table.
 */
export const sortingTraffic = async (managed: TestServer, database: string) => {
  const client = await managed.connect(database)
  const over = new AbortController()
  const going = (async () => {
    while (!over.signal.aborted) {
      await client.query(
        'select count(*) from (select g from generate_series(1, 8000) g order by -g offset 1) s',
      )
      for (let calls = 0; calls < 40; calls += 1) await client.query('select from users limit 1')
    }
  })()
  return {
    async stop() {
      over.abort()
      await going
      await client.end()
    },
  }
}
