import { describe, expect, test } from 'vitest'
import { type Routine, verdictOn } from '#cluster/facts/index/expressions'
import type { Call } from '#cluster/sql/computed'

const call = (more: Partial<Call> = {}): Call => ({
  of: 'function',
  oid: '7',
  cast: false,
  waits: true,
  ...more,
})
const routine = (more: Partial<Routine> = {}): Routine => ({
  of: 'function',
  oid: '7',
  name: 'lower',
  volatility: 'i',
  library: true,
  catalogue: true,
  fixed: false,
  casts: false,
  inlined: false,
  resolved: false,
  ...more,
})
const own = { name: 'public.mine', library: false, catalogue: false } as const
const constants = { waits: false } as const

const verdict = (of: Partial<Call>, what: Partial<Routine>) =>
  verdictOn([{ call: call(of), part: 'where' }], [routine({ of: 'operator' }), routine(what)])
const judged = { kind: 'judged', unrun: [], inlined: [], catalogue: true }
const forbidden = (why: string, what = 'lower') => ({ kind: 'forbidden', part: 'where', what, why })

describe('the verdict on an expression', () => {
  test.each([
    ['lets a call of a row pass', {}, {}, judged],
    [
      'keeps out what may change within a transaction',
      {},
      { volatility: 's' },
      forbidden('STABLE'),
    ],
    [
      'keeps out what may change at any time',
      constants,
      { volatility: 'v' },
      forbidden('VOLATILE'),
    ],
    ['keeps out a call of constants', constants, {}, forbidden('of constants')],
    [
      'keeps out a call of constants of the database',
      constants,
      own,
      forbidden('of constants', 'public.mine'),
    ],
    ['lets constants of fixed length pass', constants, { fixed: true }, judged],
    ['lets a cast of a constant pass', { waits: false, cast: true }, { casts: true }, judged],
    [
      'keeps out the function of a cast, called with a length',
      constants,
      { casts: true },
      forbidden('of constants'),
    ],
    [
      'keeps out a cast of the database',
      { waits: false, cast: true },
      own,
      forbidden('of constants', 'public.mine'),
    ],
    [
      'names what only the build runs',
      {},
      { ...own, resolved: true },
      { ...judged, catalogue: false, unrun: [{ name: 'public.mine', resolved: true }] },
    ],
    [
      'names what a plan may put in place',
      {},
      { ...own, inlined: true },
      { ...judged, catalogue: false, inlined: ['public.mine'] },
    ],
    [
      'leaves it to PostgreSQL what such a body is',
      {},
      { ...own, inlined: true, volatility: 'v' },
      { ...judged, catalogue: false, inlined: ['public.mine'] },
    ],
  ] as const)('%s', (_, of, what, expected) => {
    expect(verdict(of, what)).toEqual(expected)
  })

  test('is none for what is gone from the catalogue', () => {
    expect(() => verdict({ oid: '8' }, {})).toThrow('function 8 is gone from the catalogue')
  })
})
