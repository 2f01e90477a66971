/** Values as PostgreSQL reads and shows values. */
import { describe, expect, test } from 'vitest'
import { testServer } from '#test/support/postgres'
import { asInForce, shownSetting } from '#text/setting-value'

const server = await testServer()

const said: readonly (readonly [string, string])[] = [
  ['work_mem', '64MB'],
  ['work_mem', ' 1.5 GB '],
  ['work_mem', '30.1GB'],
  ['work_mem', '100.7kB'],
  ['work_mem', '1e3'],
  ['temp_buffers', '900kB'],
  ['temp_buffers', '908kB'],
  ['temp_buffers', '1GB'],
  ['effective_cache_size', '0.3MB'],
  ['statement_timeout', '1.5min'],
  ['statement_timeout', '90s'],
  ['lock_timeout', '1500us'],
  ['lock_timeout', '2500us'],
  ['statement_timeout', '0'],
  ['vacuum_cost_delay', '500us'],
  ['vacuum_cost_delay', '2.25'],
  ['random_page_cost', '1.10'],
  ['random_page_cost', '1.23456789'],
  ['cpu_operator_cost', '0.00001'],
  ['seq_page_cost', '1e6'],
  ['jit_above_cost', '100000'],
  ['jit_above_cost', '1234567'],
  ['jit', 'YES'],
  ['jit', 'of'],
  ['jit', '1'],
  ['synchronous_commit', 'Remote_Apply'],
  ['application_name', 'a b'],
]

describe('a value', () => {
  test.each(said)('of %s, %s, is what PostgreSQL makes of it', async (name, text) => {
    const client = await server.connect('postgres')
    try {
      await client.query('select set_config($1, $2, false)', [name, text])
      const { rows } = await client.query<{
        setting: string
        vartype: string
        unit: string | null
        shown: string
      }>(
        'select setting, vartype, unit, current_setting(name) as shown from pg_settings where name = $1',
        [name],
      )
      const [row] = rows
      if (!row) throw new Error(name)
      expect(asInForce(text, row)).toBe(row.setting)
      expect(shownSetting(row.setting, row)).toBe(row.shown)
    } finally {
      await client.end()
    }
  })

  test('of each setting is shown as SHOW does', async () => {
    const rows = await server.query<{
      name: string
      setting: string
      vartype: string
      unit: string | null
      shown: string
    }>(
      'postgres',
      `select name, setting, vartype, unit, current_setting(name) as shown from pg_settings
       where vartype in ('integer', 'real') and name !~ '_mode$|permissions|^tcp_'`,
    )
    expect(rows.length).toBeGreaterThan(100)
    expect(
      rows
        .map(row => [row.name, shownSetting(row.setting, row), row.shown])
        .filter(([, ours, shown]) => ours !== shown),
    ).toEqual([])
  })
})
