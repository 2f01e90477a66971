import { describe, expect, test } from 'vitest'
import { peopleInWords } from '#terminal/people-in-words'

const people = {
  operators: [],
  approvers: [],
  team: 'T_SHOP',
  aliases: { 'cli/olga': 'U_OLGA', 'cli/adam': 'T_SHOP/U_ADAM' },
}

describe('people on a terminal', () => {
  test.each([
    [[], 'nobody'],
    [['cli/tove'], 'tove'],
    [['U_OLGA', 'T_SHOP/U_ADAM', 'cli/adam'], 'olga and adam'],
    [['U_OLGA', 'U_DANA'], 'olga and 1 person in Slack'],
    [['U_DANA', 'U_EVE', 'T_SHOP/U_EVE', 'S_DBAS'], '2 people in Slack and 1 group in Slack'],
    [['T_OTHER/U_OLGA'], '1 person in Slack'],
  ])('%j are %s, each once and without ids', (ids, said) => {
    expect(peopleInWords(ids, people)).toBe(said)
  })
})
