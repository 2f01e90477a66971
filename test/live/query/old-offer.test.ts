/** The button of a report, taken up later: the statements are looked at again before anything is planned. */
import { describe, expect, onTestFinished, test } from 'vitest'
import type { OfferedBy } from '#model/offer/offered'
import { openEngine } from '#test/support/engine'
import { startHowdah } from '#test/support/howdah'
import { searchedTable } from '#test/support/searching'
import { grantSettings } from '#test/support/setting-grants'

const howdah = await startHowdah({ tables: searchedTable })
await grantSettings(howdah.managed, howdah.database, ['work_mem'])

const search = async (times: number): Promise<void> => {
  const client = await howdah.managed.connect(howdah.database)
  await client.query('set role app')
  for (let call = 0; call < times; call += 1)
    await client.query(`select id from users where lower(email) = $1`, [`user${call}@example.com`])
  await client.end()
}

const olga = { id: 'T_LOCAL/U_OLGA', name: 'olga', standing: 'member', groups: [] } as const
const text = 'index create users columns=lower(email) cluster=shop'
const statement = (meanMs: number): OfferedBy => ({
  kind: 'statement',
  at: '2026-11-30T06:50:12.000Z',
  meanMs,
})

const open = () => {
  const engine = openEngine(howdah.env, { holder: 'offer' })
  onTestFinished(() => engine.close())
  const ask = (offered: OfferedBy | null, said = text) =>
    engine.edge.dispatch({
      text: said,
      person: olga,
      origin: { via: 'slack', channel: 'C_OPS' },
      offered,
    })
  /** Calls count from the first reading on, which begins with the process. */
  const asked = async (offered: OfferedBy, kind: string) => {
    let reply = await ask(offered)
    await expect
      .poll(
        async () => {
          await search(25)
          reply = await ask(offered)
          return reply.kind === 'proposed'
            ? JSON.stringify(reply.change.plan.estimates)
            : JSON.stringify(reply)
        },
        { timeout: 110_000, interval: 200 },
      )
      .toContain(kind)
    return reply
  }
  return { ask, asked }
}

describe('an offer that is taken up later', () => {
  test('is refused once the statement takes less than half, and its button plans it all the same', async () => {
    const { ask, asked } = open()
    const refused = await asked(statement(600_000), 'so nothing was planned')
    expect(refused).toMatchObject({ kind: 'refusal', command: text })
    expect((await ask(null)).kind).toBe('proposed')
  })

  test('says in the plan what the statement takes now', async () => {
    const { asked } = open()
    const reply = await asked(statement(0.001), 'calls"')
    expect(reply.kind === 'proposed' && reply.change.plan.estimates.at(-1)).toMatchObject({
      label: 'Since the report',
      value: expect.stringMatching(
        /^under 0\.01 ms at 2026-11-30 06:50 UTC, now .+ over \d+ calls$/,
      ),
    })
  })

  test('of a setting is refused once Howdah proposes no change of it', async () => {
    const offered: OfferedBy = { kind: 'setting', setting: 'work_mem', value: '64MB' }
    expect(await open().ask(offered, 'config set work_mem=64MB cluster=shop')).toMatchObject({
      kind: 'refusal',
      because: 'Howdah no longer proposes to change work_mem on shop, so nothing was planned.',
    })
  })
})
