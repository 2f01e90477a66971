/** The second pair of eyes after a break-glass: the right to close the review, and how often. */
import { describe, expect, test } from 'vitest'
import type { PageMessage } from '#local/slack/page-protocol'
import { cliAs } from '#test/support/cli'
import { startGlass } from '#test/support/glass'
import { forge, hear, listenFor, showAgain, shows, valueOf } from '#test/support/hostile'
import { buttonIn, wordsOf } from '#test/support/howdah'

const { howdah, planned, breakGlass, letThrough, withdraw, recordOf, kindsOf, asked, viewOf } =
  await startGlass()

const review = async (who: 'adam' | 'dana', message: PageMessage, note: string) => {
  await howdah.click(who, message, 'review')
  const view = await viewOf(`U_${who.toUpperCase()}`)
  return howdah.slack.submitView(who, view.id, { reason: { value: note } })
}

/** The report about the plan, once it has such words or such a button. */
const reported = (plan: string, words: string): Promise<PageMessage> =>
  howdah.slack.waitFor(
    ({ messages }) =>
      messages.find(
        one =>
          one.channel === 'C_REPORTS' &&
          wordsOf(one).includes(plan) &&
          JSON.stringify(one.blocks).includes(words),
      ),
    { timeoutMs: 110_000, what: `the report with “${words}”` },
  )

describe('the review of a break-glass', () => {
  test('is closed by another approver with a note, from the message that asked for it', async () => {
    const made = await letThrough()
    const direct = await asked(made, 'dana')
    await reported(made.id, 'Close Review')
    await howdah.click('dana', direct, 'review')
    const view = await viewOf('U_DANA')
    expect(
      await howdah.slack.submitView('dana', view.id, { reason: { value: ' ' } }),
    ).toMatchObject({ kind: 'errors' })
    await howdah.slack.submitView('dana', view.id, {
      reason: { value: 'it was *needed* <!channel>' },
    })
    const said = await shows(howdah, made.plan, 'Break-glass reviewed')
    expect(said).toContain('<@U_DANA>')
    expect(said).toContain('&lt;!channel&gt;')
    const closed = await howdah.message(one => one.ts === made.plan.ts && !buttonIn(one, 'review'))
    expect(wordsOf(closed)).not.toContain('The review is open')
    expect((await recordOf(made)).find(({ kind }) => kind === 'plan.reviewed')).toMatchObject({
      actor: 'T_LOCAL/U_DANA',
      detail: { note: 'it was *needed* <!channel>', brokeGlass: 'T_LOCAL/U_ADAM' },
    })
    await showAgain(howdah, direct)
    const heard = listenFor(howdah, 'dana')
    await review('dana', direct, 'again')
    expect(await heard('This review is closed already')).toContain('by dana')
    await hear(howdah, 'olga', `/pg plan show ${made.id}`, 'Reviewed by dana: it was')
    // The report that asked for the review says that it was closed, and offers nothing more.
    const report = await reported(made.id, 'reviewed by dana')
    expect(JSON.stringify(report.blocks)).not.toContain('Close Review')
  })

  test('is closed once by a double click, and by two words at the same instant', async () => {
    const made = await letThrough()
    const heard = listenFor(howdah, 'dana')
    howdah.slack.setFault('twice', true)
    await Promise.all([
      review('dana', made.plan, 'seen by button'),
      ...[1, 2].map(() => howdah.say('dana', `/pg plan review ${made.id} note="seen by word"`)),
    ])
    howdah.slack.setFault('twice', false)
    expect(await heard('This review is closed already')).toContain('by dana')
    await shows(howdah, made.plan, 'Break-glass reviewed')
    const kinds = await kindsOf(made)
    expect(kinds.filter(kind => kind === 'plan.reviewed')).toHaveLength(1)
  })

  test('is refused to whoever broke the glass and to everybody who is no approver', async () => {
    const made = await letThrough()
    const typed = `/pg plan review ${made.id} note=fine`
    await hear(howdah, 'adam', typed, 'You used break-glass on it yourself.')
    await hear(howdah, 'olga', typed, 'Only approvers may review a break-glass.')
    await hear(howdah, 'gus', typed, 'Guests may not use Howdah.')
    const heard = listenFor(howdah, 'adam')
    await review('adam', made.plan, 'all well')
    await heard('You used break-glass on it yourself.')
    const { err } = await cliAs('adam', howdah.env, 'plan', 'review', made.id, 'note=fine')
    expect(err).toContain('You used break-glass on it yourself.')
    await shows(howdah, made.plan, 'The review is open')
  })

  test('is refused to the approver who had asked for the plan, and asked of nobody but a third person', async () => {
    const made = await planned('dana')
    await breakGlass('adam', made, 'You broke the glass')
    await shows(howdah, made.plan, 'The review is open')
    const typed = `/pg plan review ${made.id} note=fine`
    await hear(howdah, 'dana', typed, 'You asked for this yourself')
    const heard = listenFor(howdah, 'dana')
    await howdah.click('dana', made.plan, 'review')
    await heard('You asked for this yourself')
    expect(await kindsOf(made)).not.toContain('plan.reviewed')
    const followed = await howdah.store.query<{ part: string }>(
      `select part from howdah.message where plan_id = $1 and part like 'review:%'`,
      [made.id],
    )
    expect(followed.map(({ part }) => part)).not.toContain('review:U_DANA')
  })

  test('is not closed by a forged button, nor without a note', async () => {
    const made = await letThrough()
    const open = await howdah.message(one => one.ts === made.plan.ts && buttonIn(one, 'review'))
    const heard = listenFor(howdah, 'dana')
    await howdah.click('dana', await forge(howdah, 'stop', valueOf(open, 'review')), 'stop')
    await heard('does not know the message or view')
    // The plan's own message, as a thief of the bot's token could change it.
    const blocks = JSON.stringify(open.blocks).replace('"action_id":"review"', '"action_id":"stop"')
    await showAgain(howdah, { ...open, blocks: JSON.parse(blocks) as typeof open.blocks })
    await howdah.click('dana', open, 'stop')
    await heard('A review needs to say what you found.')
    await howdah.click(
      'dana',
      await forge(howdah, 'review', 'b-0123456789abcdef0123456789'),
      'review',
    )
    await heard('Howdah does not know this button.')
    expect(await kindsOf(made)).not.toContain('plan.reviewed')
  })

  test('is closed by the words of the command, and only where a glass was broken', async () => {
    const made = await letThrough()
    await hear(howdah, 'dana', `/pg plan review ${made.id} note="all well"`, 'is closed.')
    expect(await shows(howdah, made.plan, 'all well')).toContain('Break-glass reviewed')
    const other = await planned()
    await hear(
      howdah,
      'dana',
      `/pg plan review ${other.id} note=fine`,
      'was not let through by break-glass',
    )
    await withdraw(other)
  })
})
