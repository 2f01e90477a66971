import { expect, test } from 'vitest'
import { startHowdah, toldOnly, wordsOf } from '#test/support/howdah'

const howdah = await startHowdah({ tables: ['create table users (id int)'] })
await howdah.start()
const { slack } = howdah

const told = async (user: string, words: string) => {
  await slack.waitFor(() => toldOnly(slack, user).some(one => one.includes(words)), {
    timeoutMs: 110_000,
    what: words,
  })
  return slack.state.messages.findLast(one => one.onlyFor === user)
}

test('a mention in a thread is answered in that thread, to whoever asked', async () => {
  const plan = await howdah.plan('/pg index create users columns=id')
  await slack.say('olga', 'db-ops', '@howdah help index drop', plan.ts)
  const answer = await told('U_OLGA', 'index drop')
  expect(answer && wordsOf(answer)).toContain(
    'Drop an index, keeping its definition as the way back',
  )
  expect(answer?.threadTs).toBe(plan.ts)
})

test('a mention in a channel is answered there', async () => {
  await slack.say('adam', 'db-ops', '@Howdah index crate')
  const answer = await told('U_ADAM', 'index create')
  expect(answer).toMatchObject({ channel: 'C_OPS', threadTs: null })
})

test('a mention can ask for a plan', async () => {
  const plan = await howdah.planned(() =>
    slack.say('olga', 'db-ops', '@howdah index create users columns=id name=users_by_id'),
  )
  expect(wordsOf(plan)).toContain('users_by_id')
})

test('plain words in a direct message are answered there, and guests are told why not', async () => {
  const { id } = slack.openIm('adam')
  await slack.say('adam', id, 'locks')
  const answer = await slack.waitFor(
    ({ messages }) =>
      messages.find(
        one => one.channel === id && one.user !== 'U_ADAM' && wordsOf(one).includes('Nobody waits'),
      ),
    { timeoutMs: 110_000, what: 'the answer in the direct message' },
  )
  expect(answer.onlyFor).toBeNull()
  const { id: guests } = slack.openIm('gus')
  await slack.say('gus', guests, 'help')
  const refused = await slack.waitFor(
    ({ messages }) =>
      messages.find(one => one.channel === guests && wordsOf(one).includes('Guests may not')),
    { timeoutMs: 110_000, what: 'the refusal in the direct message' },
  )
  expect(wordsOf(refused)).toContain('Instead')
})

test('a mention alone is answered with help', async () => {
  await slack.say('adam', 'db-ops', '@howdah')
  expect(await told('U_ADAM', 'What you can say')).toMatchObject({ channel: 'C_OPS' })
})
