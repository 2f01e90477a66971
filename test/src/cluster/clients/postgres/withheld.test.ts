import { describe, expect, test } from 'vitest'
import { mayHoldValues } from '#cluster/clients/postgres/withheld'

const inside = 'PL/pgSQL function public.f(text) line 1 at EXECUTE'

describe('words of PostgreSQL', () => {
  test.each([
    ['a time zone of a row', { code: '22023', routine: 'DecodeTimezoneName' }],
    ['a value as a number', { code: '22P02', routine: 'pg_strtoint32_safe' }],
    ['a value as a search', { code: '42601', routine: 'parse_tsquery' }],
    ['a value as a column', { code: '42703', routine: 'errorMissingColumn', where: inside }],
    ['a value in a build in parallel', { code: '42703', where: `${inside}\nparallel worker` }],
    ['a value as the name of a file', { code: '58P01', where: inside }],
    ['a value as SQL', { code: '42601', position: '8', where: inside }],
    ['whatever a function says', { code: '55P03', routine: 'exec_stmt_raise' }],
  ])('may hold data: %s', (_, said) => {
    expect(mayHoldValues(said)).toBe(true)
  })

  test.each([
    ['the value of a setting', { code: '22023', routine: 'parse_and_validate_value' }],
    ['a list of standbys', { code: '42601', routine: 'call_string_check_hook' }],
    ['an option of an index', { code: '22023', routine: 'parse_one_reloption' }],
    ['the statement itself', { code: '42601', routine: 'scanner_yyerror', position: '8' }],
    ['a row that is too long', { code: '54000', where: 'parallel worker' }],
    ['a lock', { code: '55P03', where: 'while locking tuple (0,1) in relation "users"' }],
    ['a missing table', { code: '42P01' }],
  ])('are told: %s', (_, said) => {
    expect(mayHoldValues(said)).toBe(false)
  })
})
