import { expect, test } from 'vitest'
import { slotWords } from '#model/schedule/words'

const planned = { kind: 'planned', plan: 'p-7k3m9q2', standing: null, asks: null } as const

test.each([
  [planned, 'made the plan p-7k3m9q2, for people to approve'],
  [
    { ...planned, began: true } as const,
    'made the plan p-7k3m9q2, which needs no approval and began',
  ],
])('a slot says whether its plan waits for people', (outcome, said) => {
  expect(slotWords({ outcome, held: false })).toBe(said)
})
