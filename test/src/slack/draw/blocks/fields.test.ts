import { expect, test } from 'vitest'
import { fields } from '#slack/draw/blocks/blocks'

const entries = (count: number) =>
  Array.from({ length: count }, (_, place) => ({ label: `Figure ${place}`, value: 'x' }))

test.each([
  [0, []],
  [10, [10]],
  [23, [10, 10, 3]],
])('%i figures stand in sections of at most ten, and none is left out', (count, parts) => {
  const drawn = fields(entries(count)) as readonly { readonly fields: readonly unknown[] }[]
  expect(drawn.map(one => one.fields.length)).toEqual(parts)
})
