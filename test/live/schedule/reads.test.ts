/** A command that reads runs by a calendar, with the answers in a thread. */
import { describe, expect, test } from 'vitest'
import { hear, listenFor } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { telling } from '#test/support/telling'

const howdah = await startHowdah({
  tables: ['create table users (id int primary key)'],
  inventory: { reports: 'off' },
})
await howdah.start()
const locks = telling(howdah, 'locks')

/** Told to the speaker alone, with these words. */
const shown = async (text: string, words: string) => {
  await hear(howdah, 'olga', text, words)
  const found = howdah.slack.state.messages.findLast(one => wordsOf(one).includes(words))
  if (!found) throw new Error(`nobody said ${words}`)
  return found
}

const slots = () =>
  howdah.store.query<{ at: Date; kind: string | null }>(
    `select at, body ->> 'kind' as kind from howdah.slot where asked_by is null order by at`,
  )

describe('a schedule that reads', () => {
  test('is shown with its next times, and saved by the button', async () => {
    const preview = await shown(
      '/pg schedule add lock tree at="every 1 minute" name=locks',
      'This is a preview',
    )
    expect(wordsOf(preview)).toContain('every minute, in the time zone UTC')
    await hear(howdah, 'olga', '/pg schedule list', 'There is no schedule')
    const heard = listenFor(howdah, 'olga')
    await howdah.click('olga', preview, 'command-0')
    const saved = await heard('locks is saved')
    expect(saved).toContain('every minute')
    expect(saved).toContain('with your rights, and reports in a thread in the channel for reports.')
    await hear(howdah, 'adam', '/pg schedule list', '1 schedule')
  })

  test('is saved by no button of a preview that a newer preview or a change has overtaken', async () => {
    const edited = (at: string, words = at) =>
      shown(`/pg schedule edit locks at="${at}"`, `lock tree cluster=shop\`: ${words}`)
    const click = async (preview: Awaited<ReturnType<typeof shown>>, words: string) => {
      const heard = listenFor(howdah, 'olga')
      await howdah.click('olga', preview, 'command-0')
      return heard(words)
    }
    const first = await edited('every 2 minutes')
    const second = await edited('every 3 minutes')
    expect(await click(first, 'is outdated')).toContain('a newer one was made')
    await hear(howdah, 'adam', '/pg schedule show locks', 'every minute')
    await click(second, 'locks is saved')
    expect(await click(second, 'is outdated')).toContain('olga changed the schedule after it')
    await click(await edited('every 1 minute', 'every minute'), 'locks is saved')
  })

  test('runs by itself, and answers in the thread of the schedule, not in the channel', async () => {
    const line = await locks.line('Nobody waits for a lock on shop-1')
    expect(line.broadcast).toBe(false)
    const [head] = [locks.head()]
    expect(head && wordsOf(head)).toContain('Next: ')
    expect((await slots())[0]).toMatchObject({ kind: 'answered' })
  })

  test('runs when a person says so, beside its calendar', async () => {
    const before = locks.thread().length
    const calendar = await slots()
    await hear(howdah, 'olga', '/pg schedule run-now locks', 'runs now')
    await howdah.slack.waitFor(() => (locks.thread().length > before ? true : undefined), {
      timeoutMs: 110_000,
      what: 'a further answer',
    })
    expect((await slots()).slice(0, calendar.length)).toEqual(calendar)
    await hear(howdah, 'adam', '/pg schedule why locks', 'answered: Nobody waits for a lock')
  })

  test('rests while it is paused, and says to everybody why', async () => {
    const pause = '/pg schedule pause locks reason="big import" for="3 days"'
    expect(await hear(howdah, 'adam', pause, 'is paused until')).toContain('What runs goes on')
    await hear(howdah, 'olga', '/pg schedule why locks', 'paused by adam')
    await hear(howdah, 'olga', '/pg schedule show locks', 'big import')
    await hear(howdah, 'olga', '/pg schedule resume locks', 'goes on')
  })

  test.each([
    ['olga', '"stop all" at="every 5 minutes"', 'is a decision'],
    ['olga', '"query slow" at=sometimes', 'names no times'],
    ['olga', '"index create" at="every 5 minutes"', 'cannot run as it stands'],
    ['noa', '"query slow" at="every 5 minutes"', 'no role'],
  ] as const)('of %s with %s is refused: %s', async (who, wish, words) => {
    expect(await hear(howdah, who, `/pg schedule add ${wish}`, words)).toContain('Instead')
  })

  test('that was written by somebody else never runs', async () => {
    await howdah.control.run(
      'howdah',
      `set role howdah`,
      `insert into howdah.schedule (id, revision, body, person, name, signature)
         select 'forged', 1, body, person, name, signature from howdah.schedule where id = 'locks' and revision = 1`,
      `insert into howdah.schedule (id, revision, body, person, name, signature)
         select id, max(revision) + 1, '{}', 'x', 'x', 'x' from howdah.schedule where id = 'locks' group by id`,
    )
    expect(await hear(howdah, 'olga', '/pg schedule show forged', 'no schedule forged')).toContain(
      'schedule list',
    )
    await hear(howdah, 'olga', '/pg schedule show locks', 'lock tree cluster=shop')
    const open = await shown(
      '/pg schedule edit locks at="every 2 minutes"',
      'lock tree cluster=shop`: every 2 minutes',
    )
    await hear(howdah, 'olga', '/pg schedule remove locks reason=done', 'will not run again')
    await hear(howdah, 'olga', '/pg schedule why locks', 'removed by olga')
    const heard = listenFor(howdah, 'olga')
    await howdah.click('olga', open, 'command-0')
    expect(await heard('was removed by olga')).toContain('preview it anew with `schedule save`')
  })
})
