import { describe, expect, test } from 'vitest'
import { isExpectation, meets } from '#model/drill/query'

describe('a query of a drill', () => {
  test.each([
    ['5', '> 0', true],
    ['0', '> 0', false],
    ['9', '> 10', false],
    ['10', '>= 10', true],
    ['-1', '< 0', true],
    ['3.5', '<= 3.5', true],
    ['paid', '= paid', true],
    ['7', '= 7.0', true],
    ['paid', '!= paid', false],
    ['paid', '> 0', false],
    [null, '!= paid', false],
    ['', '> 0', false],
  ])('gives %s, where %s is expected: %s', (value, expected, good) => {
    expect(meets(value, expected)).toBe(good)
  })

  test.each(['', '>', '> many', 'more than 5', '=', '~ x'])('takes no expectation "%s"', said => {
    expect(isExpectation(said)).toBe(false)
  })
})
