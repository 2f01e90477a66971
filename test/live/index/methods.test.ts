import { describe, expect, test } from 'vitest'
import { startHowdah } from '#test/support/howdah'
import { outcomeOf } from '#test/support/kills'

const howdah = await startHowdah({
  tables: [
    `create table things (id int not null, name text, data jsonb, place point, happened_at timestamptz, "Odd ""Name" int)`,
    `insert into things select i, 'thing ' || i, jsonb_build_object('k', i), point(i, i), now() - i * interval '1 minute', i from generate_series(1, 2000) i`,
    `create table "<!channel>" (id int)`,
  ],
})
await howdah.start()

const definitionOf = async (name: string): Promise<string | undefined> =>
  (
    await howdah.managed.query<{ definition: string }>(
      howdah.database,
      'select pg_get_indexdef(indexrelid) as definition from pg_index where indexrelid = to_regclass($1)',
      [name],
    )
  )[0]?.definition

describe('index.create', () => {
  test.each([
    ['columns=name method=hash', 'things_name_idx', 'USING hash (name)'],
    ['columns=data method=gin', 'things_data_idx', 'USING gin (data)'],
    [
      'columns=data jsonb_path_ops method=gin name=paths',
      'paths',
      'USING gin (data jsonb_path_ops)',
    ],
    ['columns=place method=gist', 'things_place_idx', 'USING gist (place)'],
    ['columns=place method=spgist name=places', 'places', 'USING spgist (place)'],
    [
      'columns=happened_at method=brin with=pages_per_range=16',
      'things_happened_at_idx',
      `USING brin (happened_at) WITH (pages_per_range='16')`,
    ],
    ['columns=id unique=yes include=name', 'things_id_name_idx', 'USING btree (id) INCLUDE (name)'],
    [
      'columns=name text_pattern_ops desc nulls last, id with=fillfactor=70',
      'things_name_id_idx',
      `USING btree (name text_pattern_ops DESC NULLS LAST, id) WITH (fillfactor='70')`,
    ],
    [
      'columns="Odd ""Name" where=id > 7 name=odd',
      'odd',
      'USING btree ("Odd ""Name") WHERE (id > 7)',
    ],
    ['columns=name collate "C" name=collated', 'collated', 'USING btree (name COLLATE "C")'],
  ])('builds %s', async (typed, name, definition) => {
    const plan = await howdah.plan(`/pg index create things ${typed}`)
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    expect(await definitionOf(name)).toContain(definition)
  })

  test('shows a table named <!channel> without pinging anybody', async () => {
    const plan = await howdah.plan('/pg index create <!channel> columns=id')
    const drawn = JSON.stringify(plan.blocks)
    expect(drawn).toContain('&lt;!channel&gt;')
    expect(drawn).not.toContain('<!channel>')
    expect(plan.text).not.toContain('<!channel>')
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
  })
})
