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

  test('hears of it where somebody wrote beforehand that it was said, and nothing of an entry by hand', async () => {
    await howdah.store.query(
      `insert into howdah.report (key, ts) select 'announced ' || seq || ' ' || channel, '1.1'
       from generate_series(1, 2000) seq, unnest(array['C_OPS', 'C_DEPOT']) channel on conflict do nothing`,
    )
    await hear(howdah, 'olga', '/pg freeze shop reason="quietly"', 'is frozen')
    await posted('shop is frozen by olga: quietly')
    const [genuine] = await howdah.store.query<{ hash: string; signature: string }>(
      `select hash, signature from howdah.audit where body like '%quietly%' and body like '%"freeze"%'`,
    )
    const body = (kind: string, seq: number) =>
      JSON.stringify({
        v: 1,
        seq,
        at: new Date().toISOString(),
        kind,
        actor: 'T_LOCAL/U_ADAM',
        subject: { scope: 'shop' },
        detail: { name: 'mallory', reason: 'mine' },
      })
    for (const signature of [null, genuine?.signature]) {
      const [head] = await howdah.store.query<{ seq: string; hash: string }>(
        'select seq, hash from howdah.audit order by seq desc limit 1',
      )
      await howdah.store.query(
        'insert into howdah.audit (seq, body, prev, hash, signature) values ($1, $2, $3, $4, $5)',
        [
          Number(head?.seq) + 1,
          body('thaw', Number(head?.seq) + 1),
          head?.hash,
          genuine?.hash,
          signature,
        ],
      )
    }
    await hear(howdah, 'adam', '/pg thaw shop', 'is thawed')
    await posted('shop is thawed by adam')
    expect(howdah.slack.state.messages.filter(({ text }) => text.includes('mallory'))).toEqual([])
    const shown = await hear(howdah, 'adam', '/pg audit show limit=20', 'freeze')
    expect(shown).toContain('Howdah did not write it.')
    expect(shown).not.toContain('mallory')
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
