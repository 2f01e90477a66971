import { describe, expect, test } from 'vitest'
import { readIndex } from '#cluster/sql/index-definition'
import { couldServe } from '#cluster/sql/serving'

const read = readIndex({
  columns: 'email',
  method: 'btree',
  unique: false,
  where: null,
  include: null,
  with: null,
})
if (!read.ok) throw new Error('no index')
const { parts } = read

const could = (text: string, shared: boolean) =>
  couldServe(text, { schema: 'tenant_b', name: 'users', shared }, parts)

describe('an index on tenant_b.users', () => {
  test.each([
    ['select * from tenant_b.users where email = $1', 'surely', 'surely'],
    ['select * from tenant_a.users where email = $1', 'no', 'no'],
    ['select * from users where email = $1', 'surely', 'perhaps'],
    ['select * from shop.tenant_b.users where email = $1', 'surely', 'surely'],
    [
      'select * from tenant_a.users a join tenant_b.users b on a.email = b.email',
      'surely',
      'surely',
    ],
    ['with users as (select $1 as email) select * from users where email = $2', 'no', 'no'],
    ['select * from tenant_b.users where id = $1', 'no', 'no'],
    ['select * from tenant_b."Users" where email = $1', 'no', 'no'],
    ['not sql at all', 'no', 'no'],
  ])('could serve %s: %s, and where the name is shared %s', (text, alone, shared) => {
    expect([could(text, false), could(text, true)]).toEqual([alone, shared])
  })
})
