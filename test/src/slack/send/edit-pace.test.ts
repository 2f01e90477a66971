import { describe, expect, test } from 'vitest'
import { openPace } from '#slack/send/edit-pace'

const face = (still: string, progress = '') => ({ still, whole: `${still} ${progress}` })

const clocked = () => {
  let ms = 0
  return { pace: openPace(() => ms), pass: (more: number) => void (ms += more) }
}

describe('pace', () => {
  test('lets through at once what people wait for, and nothing that shows no change', () => {
    const { pace } = clocked()
    expect(pace.judge('a', face('running', '1 %'))).toBe('now')
    pace.shown('a', face('running', '1 %'))
    expect(pace.judge('a', face('running', '1 %'))).toBe('same')
    expect(pace.judge('a', face('running', '2 %'))).toBe('later')
    expect(pace.judge('a', face('stopping', '2 %'))).toBe('now')
  })

  test('edits the progress of all messages together 40 times a minute at most, each in its turn', () => {
    const { pace, pass } = clocked()
    const names = ['a', 'b', 'c', 'd', 'e']
    const edits = new Map(names.map(name => [name, 0]))
    for (const name of names) pace.shown(name, face(name, '0'))
    for (let tick = 1; tick <= 600; tick += 1) {
      pass(100)
      for (const name of names.toSorted((one, other) => pace.editedAt(one) - pace.editedAt(other)))
        if (pace.judge(name, face(name, String(tick))) === 'now') {
          pace.shown(name, face(name, String(tick)))
          edits.set(name, (edits.get(name) ?? 0) + 1)
        }
    }
    const all = [...edits.values()]
    expect(all.reduce((sum, one) => sum + one)).toBeLessThanOrEqual(40)
    expect(Math.min(...all)).toBeGreaterThan(5)
  })

  test('rests longer each time something fails, and as long as Slack says', () => {
    const { pace, pass } = clocked()
    pace.failed('a', new Error('is_archived'))
    expect(pace.resting()).toEqual(['a'])
    pass(1_100)
    expect(pace.resting()).toEqual([])
    pace.failed('a', new Error('is_archived'))
    pass(1_100)
    expect(pace.resting()).toEqual(['a'])
    const limited = Object.assign(new Error('429'), { code: 'slack_webapi_rate_limited_error' })
    pace.failed('b', Object.assign(limited, { retryAfter: 30 }))
    pass(29_000)
    expect(pace.resting()).toEqual(['b'])
    pace.shown('b', face('b'))
    expect(pace.resting()).toEqual([])
  })
})
