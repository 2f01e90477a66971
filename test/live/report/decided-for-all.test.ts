/** Freeze, thaw and stop all are heard of in the channel, not by the speaker alone. */
import { describe, expect, test } from 'vitest'
import { freePort } from '#local/postgres/server'
import { hear, shows } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'
import { outcomeOf, planIdOf } from '#test/support/kills'

const members = ['U_OLGA', 'U_ADAM']
const howdah = await startHowdah({
  tables: ['create table held (id int)'],
  channels: { depot: { id: 'C_DEPOT', members, withApp: false } },
  clusters: {
    depot: {
      environment: 'sample',
      databases: ['depot'],
      nodes: [{ name: 'depot-1', url: `postgres://127.0.0.1:${await freePort()}` }],
      credentials: { observe: 'howdah:howdah' },
      channel: 'C_DEPOT',
    },
  },
})
await howdah.start()

/** A process that claimed a line longer ago has died. */
const aMinuteLater = (): Promise<void> =>
  howdah.control.run('howdah', `update howdah.report set at = at - interval '2 minutes'`)

const posted = (words: string) =>
  howdah.message(one => one.onlyFor === null && wordsOf(one).includes(words), words)

describe('the channel', () => {
  test('hears who froze what and why, and who thawed it', async () => {
    await hear(howdah, 'olga', '/pg freeze shop reason="we <!channel> look first"', 'is frozen')
    const frozen = await posted('shop is frozen by olga: we ')
    expect(frozen.text).not.toContain('<!channel>')
    await hear(howdah, 'adam', '/pg thaw shop', 'is thawed')
    expect(wordsOf(await posted('shop is thawed by adam'))).toContain('what waited goes on')
  })

  test('hears nothing of a freeze that was refused', async () => {
    await hear(howdah, 'olga', '/pg freeze shop reason=first', 'is frozen')
    await hear(howdah, 'olga', '/pg freeze shop reason=again', 'is frozen already')
    await hear(howdah, 'olga', '/pg thaw shop', 'is thawed')
    await posted('shop is thawed by olga')
    const said = howdah.slack.state.messages.filter(
      one => one.onlyFor === null && one.text.includes('frozen by olga: '),
    )
    expect(said.map(({ text }) => text).filter(text => text.includes('again'))).toEqual([])
    expect(said).toHaveLength(2)
  })

  test('hears who stopped all, and which', async () => {
    const holder = await howdah.managed.connect(howdah.database)
    await holder.query('begin; set role app; insert into held values (1)')
    const plan = await howdah.plan('/pg index create held columns=id cluster=shop')
    await howdah.click('adam', plan, 'approve')
    await shows(howdah, plan, 'Held up by')
    await hear(howdah, 'olga', '/pg stop all', 'Stopping 1')
    expect(wordsOf(await posted('olga stops all runs'))).toContain(planIdOf(plan))
    await holder.query('rollback')
    await holder.end()
    expect(await outcomeOf(howdah, plan)).toBe('cancelled')
  })

  test('hears of it in the end, and in order, where nothing could be posted at first', async () => {
    const heard = () =>
      howdah.slack.state.messages
        .filter(one => one.channel === 'C_DEPOT')
        .flatMap(({ text }) => /^depot is \w+ by \w+/.exec(text)?.[0] ?? [])
    await hear(howdah, 'olga', '/pg freeze depot reason=move', 'is frozen')
    await hear(howdah, 'adam', '/pg thaw depot', 'is thawed')
    await posted('depot is thawed by adam')
    expect(heard()).toEqual([])
    expect(await howdah.slack.invite('olga', 'C_DEPOT')).toBe(true)
    await aMinuteLater()
    await expect
      .poll(heard, { timeout: 110_000 })
      .toEqual(['depot is frozen by olga', 'depot is thawed by adam'])
  })

  test('hears of it however much was recorded before somebody could say it', async () => {
    for (const bot of howdah.bots) {
      bot.kill()
      await bot.ended
    }
    const { say, parts } = openInProcess(howdah)
    await say('freeze shop reason=overnight')
    for (let entry = 0; entry < 120; entry += 1)
      await parts.record.append('note', { actor: 'test', subject: {}, detail: { entry } })
    await howdah.start()
    expect(wordsOf(await posted('overnight'))).toContain('shop is frozen by olga')
  })
})
