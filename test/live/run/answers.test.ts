/** Answers about plans and runs, and people's rights. */
import { describe, expect, test } from 'vitest'
import type { Answer } from '#model/reply'
import { startHowdah } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'
import { outcomeOf, planIdOf } from '#test/support/kills'

const howdah = await startHowdah({
  tables: ['create table users (id int, email text)'],
  inventory: { policies: [{ playbook: 'index.drop', approvers: 2, expiry: 15 }] },
})
const inProcess = openInProcess(howdah)
await howdah.start()
const done = await howdah.plan('/pg index create users columns=id')
await howdah.click('adam', done, 'approve')
await outcomeOf(howdah, done)
const waiting = await howdah.plan('/pg index create users columns=email')

const answerTo = async (text: string): Promise<Answer> => {
  const reply = await inProcess.say(text)
  if (reply.kind !== 'answer') throw new Error(`no answer: ${JSON.stringify(reply)}`)
  return reply
}

describe('a cluster that nobody here knows', () => {
  test('is looked for among the clones, which another process may have made a moment ago', async () => {
    const later = openInProcess(howdah, {
      lookForClones(clusters) {
        const shop = clusters.get('shop')
        if (shop) clusters.set('shop-clone-1', shop)
      },
    })
    expect(await inProcess.say('index list cluster=shop-clone-1')).toMatchObject({
      because: 'There is no cluster shop-clone-1.',
    })
    expect(await later.say('index list cluster=shop-clone-1')).toMatchObject({ kind: 'answer' })
  })
})

describe('run list', () => {
  test('shows what is open first, then what ended, with who asked', async () => {
    const { title, table } = await answerTo('run list')
    expect(title).toBe('1 open, oldest first.')
    expect(table?.rows.map(([state, what, plan, who]) => [plan, what, state, who])).toEqual([
      [
        planIdOf(waiting),
        expect.stringContaining('users_email_idx'),
        '… waiting for approval',
        'olga',
      ],
      [planIdOf(done), expect.stringContaining('users_id_idx'), '✓ done', 'olga'],
    ])
  })
})

describe('run show', () => {
  test('shows the journal in its order, by the id of the plan or of the run', async () => {
    const { title, table } = await answerTo(`run show ${planIdOf(done)}`)
    const [run = ''] = /^r-[0-9a-z]+/.exec(title) ?? []
    expect(title).toBe(`${run} of ${planIdOf(done)}: done`)
    const kinds = table?.rows.map(([kind]) => kind) ?? []
    const inOrder = ['starting', 'done', 'ended'].map(kind => kinds.indexOf(kind))
    expect(inOrder).not.toContain(-1)
    expect(inOrder.toSorted((one, other) => one - other)).toEqual(inOrder)
    expect(await answerTo(`run show ${run}`)).toEqual(await answerTo(`run show ${planIdOf(done)}`))
  })

  test('says that a plan without a run has none', async () => {
    expect(await inProcess.say(`run show ${planIdOf(waiting)}`)).toMatchObject({
      kind: 'refusal',
      because: `There is no run ${planIdOf(waiting)}.`,
    })
  })
})

describe('access who-can', () => {
  test('names roles, and for each playbook how many others have to agree', async () => {
    const { people, table } = await answerTo('access who-can')
    expect(people?.map(({ ids }) => ids)).toEqual([['U_OLGA'], ['U_ADAM', 'U_DANA'], []])
    expect(table?.rows).toContainEqual(['index.drop', '2', 'change', 'shop', '15 min'])
    expect(table?.rows.map(([name]) => name)).toContain('session.terminate')
    const one = await answerTo('access who-can playbook=index.drop')
    expect(one.table?.rows).toEqual([['index.drop', '2', 'change', 'shop', '15 min']])
  })
})
