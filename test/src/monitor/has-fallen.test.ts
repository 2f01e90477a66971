import { expect, test } from 'vitest'
import { hasFallen } from '#monitor/has-fallen'

const below = { meanMs: 2.5, share: 0.075, of: 0.5 }

test.each([
  ['as slow as before, its share alone is less', 576, 569, 0.07, false],
  ['slower, its share alone is less', 200, 167, 0.01, false],
  ['slow, and the earlier mean is not known', 149, null, 0.01, false],
  ['half as slow, and still takes much of the time', 250, 569, 0.41, false],
  ['half as slow, and takes little of the time', 250, 569, 0.02, true],
  ['fast, and is called so often that it takes much of the time', 1.2, 230, 0.5, true],
  ['fast, and the earlier mean is not known', 0.1, null, 0.01, true],
])('a statement that is %s has fallen or not', (_, meanMs, reportedMs, share, fallen) => {
  expect(hasFallen({ meanMs, reportedMs, share }, below)).toBe(fallen)
})
