/** The remains of a silent process on the node. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { startHowdah, toldOnly } from '#test/support/howdah'
import { endFrozen, planIdOf, runInto, twoBots } from '#test/support/kills'

const howdah = await startHowdah({ tables: ['create table users (id int)'] })

interface Recorded {
  readonly kind: string
  readonly at: string
  readonly subject: { readonly run: string }
  readonly detail: { readonly pid: number }
}

const recordedOf = async (plan: string): Promise<readonly Recorded[]> =>
  (
    await howdah.store.query<{ entry: Recorded }>(
      `select body::json as entry from howdah.audit
       where body::json ->> 'kind' like 'orphan.%' and body::json -> 'subject' ->> 'plan' = $1
       order by seq`,
      [plan],
    )
  ).map(({ entry }) => entry)

/** Times at which the server ended a session on demand, by the server's log. */
const endedAt = (pid: number): string => {
  const line = howdah.managed
    .log()
    .split('\n')
    .find(one => one.includes(`[${pid}]`) && one.includes('due to administrator command'))
  return line?.slice(0, 23).replace(' ', 'T').concat('Z') ?? ''
}

describe('a session that a run left behind', () => {
  test('is ended only after the record says so', async () => {
    onTestFinished(() => endFrozen(howdah))
    await twoBots(howdah)
    const message = await howdah.plan('/pg index create users columns=id')
    const plan = planIdOf(message)
    expect(await runInto(howdah, 'step 0 acted', message, 'freeze')).toBe('succeeded')
    const entries = await recordedOf(plan)
    expect(entries.map(({ kind }) => kind)).toEqual(['orphan.will', 'orphan.done'])
    for (const entry of entries)
      expect(entry).toMatchObject({
        subject: { cluster: 'shop', plan, run: expect.stringMatching(/^r-/) },
        detail: {
          node: 'shop-1',
          database: howdah.database,
          pid: entries[0]?.detail.pid,
        },
      })
    const [{ at, subject, detail } = {} as Recorded] = entries
    const ended = endedAt(detail.pid)
    expect(ended).toMatch(/^\d{4}-/)
    expect(at <= ended).toBe(true)
    await endFrozen(howdah)
    await howdah.say('adam', `/pg audit show about=${plan}`)
    const shown = await howdah.slack.waitFor(() =>
      toldOnly(howdah.slack, 'U_ADAM').find(one => one.includes('newest first')),
    )
    expect(shown).toContain(`End session ${detail.pid} on shop-1, which ${subject.run} left behind`)
  }, 300_000)
})
