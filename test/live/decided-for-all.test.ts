/** Freeze, thaw and stop all are heard of in the channel, not by the speaker alone. */
import { describe, expect, test } from 'vitest'
import { hear, shows } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { outcomeOf, planIdOf } from '#test/support/kills'

const howdah = await startHowdah({ tables: ['create table held (id int)'] })
await howdah.start()

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
    const plan = await howdah.plan('/pg index create held columns=id')
    await howdah.click('adam', plan, 'approve')
    await shows(howdah, plan, 'Held up by')
    await hear(howdah, 'olga', '/pg stop all', 'Stopping 1')
    expect(wordsOf(await posted('olga stops all runs'))).toContain(planIdOf(plan))
    await holder.query('rollback')
    await holder.end()
    expect(await outcomeOf(howdah, plan)).toBe('cancelled')
  })
})
