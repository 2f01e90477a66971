import { describe, expect, test } from 'vitest'
import type { Person } from '#model/person'
import { type Refusal, refusal } from '#model/refusal'
import { countUnread } from '#slack/receive/count-unread'

const noa: Person = { id: 'T1/U1', name: 'noa', standing: 'member', groups: [] }
const away = refusal('Slack does not say who you are right now.', 'Try again in a minute.')

const opened = () => {
  let asked = 0
  const written: (readonly [string, number])[] = []
  let answer = Promise.withResolvers<Person | Refusal>()
  const count = countUnread({
    people: {
      find: () => {
        asked += 1
        return answer.promise
      },
      findNow: () => Promise.resolve(noa),
      members: () => Promise.resolve([]),
      forget: () => {},
    },
    engine: {
      unread: (_person: Person, what: string, times: number) => {
        written.push([what, times])
        return Promise.resolve()
      },
    } as never,
    report: () => {},
  })
  return {
    count,
    written,
    asked: () => asked,
    answers: async (with_: Person | Refusal) => {
      answer.resolve(with_)
      await new Promise(setImmediate)
      answer = Promise.withResolvers()
    },
  }
}

describe('requests that are not read', () => {
  test('ask Slack once who sent them while Slack takes its time, and none is lost', async () => {
    const { count, written, asked, answers } = opened()
    for (let click = 0; click < 10_000; click += 1) count({ user: 'U1', kind: 'click' })
    count({ user: 'U1', kind: 'command' })
    expect(asked()).toBe(1)
    await answers(noa)
    expect(written).toEqual([
      ['click', 10_000],
      ['command', 1],
    ])
  })

  test('are counted on while Slack does not say who sent them', async () => {
    const { count, written, asked, answers } = opened()
    for (let click = 0; click < 5; click += 1) count({ user: 'U1', kind: 'click' })
    await answers(away)
    expect(written).toEqual([])
    count({ user: 'U1', kind: 'click' })
    await answers(noa)
    expect([asked(), written]).toEqual([2, [['click', 6]]])
  })
})
