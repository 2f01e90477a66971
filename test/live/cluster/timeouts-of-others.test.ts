/** Timeouts of a database or a role are for the application, and end no build. */
import { describe, expect, test } from 'vitest'
import { actOnce, sending } from '#test/support/acting'
import { startHowdah } from '#test/support/howdah'
import { openShop } from '#test/support/shop'

const howdah = await startHowdah()
const { managed, database } = howdah
const { cluster } = openShop(howdah)
const performed = (statement: string) => actOnce(cluster, sending(database, statement))

describe('an action', () => {
  test.each(['statement_timeout', 'transaction_timeout'])(
    'outlasts a %s that its database sets',
    async name => {
      await managed.run('postgres', `alter database ${database} set ${name} = '500ms'`)
      expect(await performed('select pg_sleep(0.8)')).toMatchObject({ warnings: [] })
      await managed.run('postgres', `alter database ${database} reset ${name}`)
    },
  )

  test('that a timeout ended with its session has an outcome that is not known', async () => {
    const late = performed(
      `do $$ begin set local transaction_timeout = '100ms'; perform pg_sleep(60); end $$`,
    )
    await expect(late).rejects.toMatchObject({ code: 'sql.25P04', unknown: true, passes: true })
  })
})
