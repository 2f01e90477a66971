import { expect } from 'vitest'
import { type Howdah, wordsOf } from '#test/support/howdah'
import { outcomeOf } from '#test/support/kills'

/** Has the newest backup read as a whole, which begins without an approval; gives the last words of the message. */
export const verified = async (
  howdah: Howdah,
  outcome: string,
  meanwhile: () => Promise<void> = async () => {},
): Promise<string> => {
  const known = new Set(howdah.slack.state.messages.map(({ ts }) => ts))
  await howdah.say('olga', '/pg backup verify')
  const plan = await howdah.message(
    one => !known.has(one.ts) && /p-[0-9a-z]{7}/.test(wordsOf(one)),
    'a plan',
  )
  await meanwhile()
  const ended = await outcomeOf(howdah, plan)
  const said = wordsOf(await howdah.message(one => one.ts === plan.ts))
  expect(ended, said).toBe(outcome)
  return said
}
