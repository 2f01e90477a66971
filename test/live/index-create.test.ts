import { beforeAll, describe, expect, test } from 'vitest'
import { type Howdah, startHowdah, toldOnly, wordsOf } from '#test/support/howdah'

const tables = [
  `create table users (id bigint generated always as identity primary key, email text not null, active boolean not null)`,
  `insert into users (email, active) select 'Person' || i || '@example.com', i % 20 = 0 from generate_series(1, 20000) i`,
]

describe('index.create', () => {
  let howdah: Howdah
  beforeAll(async () => {
    howdah = await startHowdah({ tables })
    await howdah.start()
  }, 60_000)

  describe('success', () => {
    test('builds what was approved, and its undo takes it back', async () => {
      const plan = await howdah.plan('/pg index create users columns=lower(email) where=active')
      await howdah.click('adam', plan, 'approve')
      const done = await howdah
        .message(one => one.ts === plan.ts && wordsOf(one).includes('Done.'), 'the end')
        .catch(() => undefined)
      console.log(
        howdah.log().slice(-1500),
        wordsOf(howdah.slack.state.messages.find(one => one.ts === plan.ts)!),
        toldOnly(howdah.slack, 'U_ADAM'),
        howdah.thread(plan).map(wordsOf),
      )
      expect(done).toBeDefined()
    })
  })
})
