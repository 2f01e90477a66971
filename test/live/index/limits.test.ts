/** The limits of the login that acts, read by the login that looks. */
import { afterEach, describe, expect, test } from 'vitest'
import { lookAtLimits } from '#cluster/facts/node/limits'
import { startHowdah } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'

const howdah = await startHowdah({
  tables: [
    'create table messages (id int, body text)',
    `insert into messages select i, md5(i::text) || md5((-i)::text) from generate_series(1, 50000) i`,
    'analyze messages',
    'create index messages_body_idx on messages (body)',
  ],
})
const { managed, database } = howdah
const inProcess = openInProcess(howdah)

const limits = () =>
  lookAtLimits(
    {
      read: <Row>(text: string, values?: readonly unknown[]) =>
        managed.query<Row & object>(database, text, values),
    },
    'howdah',
  )
const set = (where: string, settings: string) =>
  managed.run(database, `alter ${where} set ${settings}`)
const MB = 1_024 ** 2

afterEach(async () => {
  await managed.run(database, 'alter role howdah reset all')
  await managed.run(database, `alter role howdah in database ${database} reset all`)
  await managed.run(database, `alter database ${database} reset all`)
})

describe('the limits of a sort', () => {
  test('are those of the server where nothing else is set', async () => {
    expect(await limits()).toEqual({ sortBytes: 64 * MB, temporaryBytes: null, processes: 2 })
  })

  test('go by the login in this database, then the login, then the database', async () => {
    await set(`database ${database}`, `temp_file_limit = '5MB'`)
    expect(await limits()).toMatchObject({ temporaryBytes: 5 * MB })
    await set('role howdah', 'temp_file_limit = 4096')
    expect(await limits()).toMatchObject({ temporaryBytes: 4 * MB })
    await set(`role howdah in database ${database}`, `temp_file_limit = '-1'`)
    await set(`role howdah in database ${database}`, `maintenance_work_mem = '1MB'`)
    expect(await limits()).toEqual({ sortBytes: MB, temporaryBytes: null, processes: 1 })
  })

  test.each([
    ['index create messages columns=body name=messages_again_idx', 'The build may sort about'],
    ['index reindex messages_body_idx', 'The rebuild may sort about'],
  ])('refuse beforehand what would fail for them: %s', async (words, because) => {
    if (words.startsWith('index create'))
      await managed.run(database, 'drop index messages_body_idx')
    else await managed.run(database, 'create index messages_body_idx on messages (body)')
    await set('role howdah', `temp_file_limit = '2MB'`)
    await set('role howdah', `maintenance_work_mem = '1MB'`)
    expect(await inProcess.say(`${words} reason=test`)).toMatchObject({
      because: expect.stringMatching(
        new RegExp(`^${because} .* temp_file_limit of howdah is 2\\.0 MB\\.$`),
      ),
    })
    await set('role howdah', `maintenance_work_mem = '64MB'`)
    expect(await inProcess.say(`${words} reason=test`)).toMatchObject({ kind: 'proposed' })
  })
})
