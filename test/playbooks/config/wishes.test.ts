import { describe, expect, test } from 'vitest'
import { readWishes } from '#playbooks/config/wishes'

describe('settings in one line', () => {
  test.each<[string, readonly (readonly [string, string])[]]>([
    ['work_mem=64MB', [['work_mem', '64MB']]],
    [
      'work_mem=64MB, random_page_cost=1.1',
      [
        ['work_mem', '64MB'],
        ['random_page_cost', '1.1'],
      ],
    ],
    [
      'work_mem=64MB random_page_cost=1.1',
      [
        ['work_mem', '64MB'],
        ['random_page_cost', '1.1'],
      ],
    ],
    [
      'work_mem=64MB,jit=off;\nDateStyle = ISO, YMD',
      [
        ['work_mem', '64MB'],
        ['jit', 'off'],
        ['DateStyle', 'ISO, YMD'],
      ],
    ],
    [
      'search_path="$user", public, jit=off',
      [
        ['search_path', '"$user", public'],
        ['jit', 'off'],
      ],
    ],
    ['search_path="a jit=b", public', [['search_path', '"a jit=b", public']]],
    ["log_line_prefix='%m [%p] user=%u '", [['log_line_prefix', '%m [%p] user=%u ']]],
    ["log_line_prefix='it''s'", [['log_line_prefix', "it's"]]],
    ["log_line_prefix=it's", [['log_line_prefix', "it's"]]],
    ['log_line_prefix=""', [['log_line_prefix', '']]],
    ['pg_stat_statements.max=10000', [['pg_stat_statements.max', '10000']]],
    ['work_mem=', [['work_mem', '']]],
  ])('%s', (line, wishes) =>
    expect(readWishes(line)?.map(({ name, text }) => [name, text])).toEqual(wishes),
  )

  test.each(['work_mem', '64MB work_mem=1', '=64MB', ', ', 'work_mem to 64MB'])(
    'are not %s',
    line => expect(readWishes(line)).toBeUndefined(),
  )
})
