import { describe, expect, test } from 'vitest'
import { nextMove } from '#engine/run/journal/next-move'
import type { Effect } from '#model/effect'
import { journalOf, step } from '#test/support/written'

describe('a session verb that was interrupted', () => {
  const ends: Effect = {
    change: 'terminate',
    kind: 'session',
    object: 'pid 7',
    bytes: null,
    lock: null,
  }
  const session = {
    cluster: 'shop',
    steps: [{ ...step('undo', 'End pid 7'), effects: [ends], undo: null }],
  }

  test.each(['run.stopped', 'run.no-effect', 'run.deadline', 'cluster.lost'])(
    'by %s never says that everything is as it was: the signal may have been sent',
    code => {
      const journal = journalOf([
        ['looked', null],
        ['intent', 0],
        ['failed', 0, { code, message: 'Something ended it' }],
      ])
      const move = nextMove(session, journal, {
        token: 1,
        stop: code === 'run.stopped' ? 'olga' : null,
        preempted: null,
      })
      expect(move).toMatchObject({
        do: 'end',
        ending: expect.stringContaining('may have been sent'),
      })
      expect(JSON.stringify(move)).not.toContain('as it was before')
    },
  )
})

test.each([{ nothing: true, kept: true }, { kept: true }])(
  'a rebuild that was done when the stop came stays, and nobody is told to put it back',
  detail => {
    const journal = journalOf([
      ['looked', null],
      ['intent', 0],
      ['failed', 0, { code: 'run.stopped', message: 'A person stopped it' }],
      ['undone', 0, detail],
    ])
    const rebuild = { cluster: 'shop', steps: [{ ...step('undo', 'Rebuild i'), undo: null }] }
    expect(nextMove(rebuild, journal, { token: 1, stop: 'olga', preempted: null })).toEqual({
      do: 'end',
      outcome: 'cancelled',
      ending: 'olga stopped it, but “Rebuild i” was done by then and stays.',
    })
  },
)

test('a stop takes all back, also of a step whose failure may be finished over', () => {
  const journal = journalOf([
    ['looked', null],
    ['intent', 0],
    ['done', 0],
    ['intent', 1],
    ['failed', 1, { code: 'run.stopped', message: 'A person stopped it' }],
    ['undone', 1],
  ])
  const plan = {
    cluster: 'shop',
    steps: [step('undo', 'Build i'), step('finish', 'Collect statistics')],
  }
  const move = nextMove(plan, journal, { token: 1, stop: 'olga', preempted: null })
  expect(move).toEqual({ do: 'undo', step: 0, resumed: false })
})

describe('a leftover that somebody else removed', () => {
  const plan = { cluster: 'shop', steps: [step('undo', 'Build i'), step('undo', 'Build j')] }
  const broken = { code: 'sql.23505', message: 'It is not unique' }

  test('leaves nothing to do by hand, and nobody is named for it', () => {
    const journal = journalOf([
      ['looked', null],
      ['intent', 0],
      ['failed', 0, broken],
      ['undo intent', 0],
      ['undone', 0, { byOthers: true }],
    ])
    expect(nextMove(plan, journal, { token: 1, stop: null, preempted: null })).toEqual({
      do: 'end',
      outcome: 'failed',
      ending:
        'It is not unique. Somebody else did this before Howdah could, and who is not known: Drop what Build i made. Everything is as it was before.',
    })
  })

  test('is told apart from what Howdah put back', () => {
    const journal = journalOf([
      ['looked', null],
      ['intent', 0],
      ['done', 0],
      ['intent', 1],
      ['failed', 1, broken],
      ['undone', 1, { byOthers: true }],
      ['undone', 0],
    ])
    expect(nextMove(plan, journal, { token: 1, stop: null, preempted: null })).toMatchObject({
      ending:
        'It is not unique. To put things back, Howdah did this: Drop what Build i made. Somebody else did this before Howdah could, and who is not known: Drop what Build j made. Everything is as it was before.',
    })
  })
})

test('a step that was done before another failed, and has no way back, is not called as before', () => {
  const journal = journalOf([
    ['looked', null],
    ['intent', 0],
    ['done', 0],
    ['intent', 1],
    ['failed', 1, { code: 'sql.22012', message: 'Division by zero' }],
  ])
  const makes: Effect = { change: 'create', kind: 'index', object: 'i', bytes: null, lock: null }
  const plan = {
    cluster: 'shop',
    steps: ['Build i', 'Build j'].map(title => ({
      ...step('undo', title),
      effects: [makes],
      undo: null,
    })),
  }
  expect(nextMove(plan, journal, { token: 1, stop: null, preempted: null })).toEqual({
    do: 'end',
    outcome: 'failed',
    ending: 'Division by zero. What was done by then has no way back, and stays: “Build i”.',
  })
})
