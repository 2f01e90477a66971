import { describe, expect, test } from 'vitest'
import { commands } from '#commands/catalogue'
import { readWords } from '#engine/ask/grammar'
import { isRefusal, refusal } from '#model/refusal'

const read = (text: string): unknown => {
  const found = readWords(text, commands)
  return isRefusal(found) || found.kind === 'nothing' ? found : found.values
}

describe('keys that are no key of the command', () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ['work_mem=64MB', { settings: 'work_mem=64MB' }],
    [
      'cluster=shop work_mem=64MB random_page_cost=1.1',
      { cluster: 'shop', settings: 'work_mem=64MB, random_page_cost=1.1' },
    ],
    [
      'work_mem=64MB, random_page_cost=1.1 node=shop-2',
      { settings: 'work_mem=64MB, random_page_cost=1.1', node: 'shop-2' },
    ],
    ['work_mem = 64MB cluster=shop', { settings: 'work_mem = 64MB', cluster: 'shop' }],
    [
      'Work_Mem=64MB reason=it spills to disk pg_stat_statements.max=10000',
      { settings: 'Work_Mem=64MB, pg_stat_statements.max=10000', reason: 'it spills to disk' },
    ],
    ['work_mem=64MB reason="because x=1"', { settings: 'work_mem=64MB', reason: 'because x=1' }],
    [
      "log_line_prefix='%m user=%u ' cluster=shop",
      { settings: "log_line_prefix='%m user=%u '", cluster: 'shop' },
    ],
    [
      'search_path="$user", "a b=c" node=shop-1',
      { settings: 'search_path="$user", "a b=c"', node: 'shop-1' },
    ],
    ['search_path=“$user”, public', { settings: 'search_path="$user", public' }],
    ['settings=work_mem=64MB, jit=off', { settings: 'work_mem=64MB, jit=off' }],
    [
      'settings="work_mem=64MB, jit=off" node=shop-1',
      { settings: 'work_mem=64MB, jit=off', node: 'shop-1' },
    ],
  ])('belong to the settings in %s', (text, values) =>
    expect(read(`config set ${text}`)).toEqual(values),
  )

  test.each([
    [
      'partition rotate events ahead=6 cluster=shop at="weekdays at 02:30"',
      'partition rotate events ahead=6',
    ],
    ['query slow limit=5 at="daily at 08:00"', 'query slow limit=5'],
    [
      'maintenance vacuum users minutes=10 gently=no at="daily at 08:00"',
      'maintenance vacuum users minutes=10 gently=no',
    ],
  ])('belong, as typed, to the command of a schedule in %s', (text, command) => {
    expect(read(`schedule add ${text}`)).toMatchObject({ command })
  })

  test('need a value', () => {
    expect(read('config set work_mem 64MB')).toEqual(
      refusal(
        '`config set` takes no value without a name: `work_mem 64MB`.',
        'For example: `config set work_mem=64MB random_page_cost=1.1`.',
      ),
    )
  })

  test('stay part of the value where a command takes none', () => {
    expect(read('index create users columns=id reason=see x=1')).toMatchObject({
      reason: 'see x=1',
    })
  })
})

describe('the words of a command that a schedule says', () => {
  const at = { at: 'weekdays at 02:30' }
  test.each<[string, Readonly<Record<string, string>>]>([
    [
      'partition rotate events ahead=6 cluster=shop',
      { command: 'partition rotate events ahead=6', cluster: 'shop', ...at },
    ],
    [
      'partition rotate events cluster=shop ahead=6 keep="12 months"',
      { command: 'partition rotate events ahead=6 keep="12 months"', cluster: 'shop', ...at },
    ],
    [
      'maintenance vacuum users minutes=10',
      { command: 'maintenance vacuum users minutes=10', ...at },
    ],
    ['config set work_mem=64MB, jit=off', { command: 'config set work_mem=64MB, jit=off', ...at }],
    [
      'index create users columns=id where=a = \'x at=3\' reason="see b=1"',
      { command: 'index create users columns=id where=a = \'x at=3\' reason="see b=1"', ...at },
    ],
    ['query slow database=crm', { command: 'query slow database=crm', ...at }],
  ])('stay as typed in %s', (text, values) => {
    expect(read(`schedule add ${text} at="weekdays at 02:30"`)).toEqual(values)
    expect(read(`schedule add at="weekdays at 02:30" command=${text}`)).toEqual(values)
  })
})
