import { expect } from 'vitest'
import { type Howdah, type Who, wordsOf } from '#test/support/howdah'
import { outcomeOf } from '#test/support/kills'

/** Has a command's plan approved and carried out to the expected outcome; gives the last words of the message. */
export const carryOut = async (
  howdah: Howdah,
  command: string,
  outcome = 'succeeded',
  approvers: readonly Who[] = ['adam'],
): Promise<string> => {
  const plan = await howdah.plan(command)
  for (const one of approvers) await howdah.click(one, plan, 'approve')
  const ended = await outcomeOf(howdah, plan)
  const said = wordsOf(await howdah.message(one => one.ts === plan.ts))
  expect(ended, said).toBe(outcome)
  return said
}
