import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openAllowances, unansweredMost } from '#slack/receive/allowance'
import { sentenceFor } from '#slack/receive/limit'

const many = { admitted: false, because: 'many', tell: true } as const

/** Each request is answered at once. */
const opened = () => {
  let at = 0
  const allowances = openAllowances(() => at)
  return {
    wait: (ms: number) => {
      at += ms
    },
    ask: (person: string, kind: 'command' | 'click' | 'suggestion' = 'click') => {
      const asked = allowances.ask(person, kind)
      if (asked.admitted) asked.done()
      return asked
    },
  }
}

describe('the allowance of a person', () => {
  test('is 60 clicks at once and one a second then, with one word for a burst', () => {
    const { ask, wait } = opened()
    for (let click = 0; click < 60; click += 1) expect(ask('noa').admitted).toBe(true)
    expect(ask('noa')).toEqual(many)
    for (let click = 0; click < 10_000; click += 1)
      expect(ask('noa')).toEqual({ ...many, tell: false })
    wait(1_000)
    expect(ask('noa').admitted).toBe(true)
    expect(ask('noa')).toEqual({ ...many, tell: false })
    wait(60_000)
    for (let click = 0; click < 60; click += 1) expect(ask('noa').admitted).toBe(true)
    expect(ask('noa')).toEqual(many)
  })

  test('takes nothing from another person or from another kind', () => {
    const { ask } = opened()
    for (let click = 0; click < 1_000; click += 1) ask('noa')
    expect(ask('noa').admitted).toBe(false)
    expect(ask('noa', 'command').admitted).toBe(true)
    expect(ask('olga').admitted).toBe(true)
  })

  test('lets 50 commands a second of 60 people through', () => {
    const { ask, wait } = opened()
    for (let number = 0; number < 3_000; number += 1) {
      expect(ask(`p${number % 60}`, 'command').admitted).toBe(true)
      wait(20)
    }
  })

  test('costs no time that grows with the number of people', () => {
    const { ask, wait } = opened()
    const began = performance.now()
    let admitted = 0
    for (let number = 0; number < 200_000; number += 1) {
      if (ask(`p${number}`).admitted) admitted += 1
      wait(1)
    }
    expect(admitted).toBe(200_000)
    // Looking through all accounts at each request takes minutes.
    expect(performance.now() - began).toBeLessThan(10_000)
  })

  test('stays used up while many other people come', () => {
    const { ask } = opened()
    for (let number = 0; number < 20_000; number += 1) {
      ask(`p${number}`)
      ask('noa')
    }
    expect(ask('noa').admitted).toBe(false)
  })

  test('never admits more than the burst and the rate, however requests are spaced', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 3_000 }), { maxLength: 400 }), gaps => {
        const { ask, wait } = opened()
        let passed = 0
        let admitted = 0
        for (const gap of gaps) {
          wait(gap)
          passed += gap
          if (ask('noa').admitted) admitted += 1
        }
        expect(admitted).toBeLessThanOrEqual(60 + passed / 1_000)
      }),
    )
  })

  test('is of so many unanswered requests, of a person and of all', () => {
    const allowances = openAllowances(() => 0)
    const open = Array.from({ length: unansweredMost.own }, () => allowances.ask('noa', 'click'))
    expect(allowances.ask('noa', 'click')).toMatchObject({ because: 'unanswered', tell: true })
    const [first] = open
    if (first?.admitted) {
      first.done()
      first.done()
    }
    expect(allowances.ask('noa', 'click').admitted).toBe(true)
    expect(allowances.ask('noa', 'click').admitted).toBe(false)
    for (let person = 0; person < unansweredMost.all - unansweredMost.own; person += 1)
      allowances.ask(`p${person}`, 'click')
    expect(allowances.ask('olga', 'click')).toMatchObject({ because: 'busy' })
  })

  test.each([
    ['many', 'You sent more than 60 clicks within a short time; new ones are not read.'],
    ['unanswered', '30 of your requests have no answer yet; new ones are not read.'],
    ['busy', 'Howdah has 1,000 requests to answer; new ones are not read.'],
  ] as const)('that is used up is told: %s', (because, told) =>
    expect(sentenceFor('click', { admitted: false, because, tell: true })).toMatchObject({
      because: told,
      instead: 'Wait a minute, then send again what was not answered.',
    }),
  )
})
