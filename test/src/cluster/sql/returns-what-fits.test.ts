import { describe, expect, test } from 'vitest'
import { returnsWhatFits } from '#cluster/sql/returns-what-fits'

describe('the rows that come back', () => {
  test.each([
    ['select id from users where email = $1', true],
    ['select * from users where country = $1 limit $2', true],
    ['select id from users where email = $1 order by id', true],
    ['select count(*) from users where country = $1', false],
    ['select max(id) + $2 from users where country = $1', false],
    ['select country from users where active group by country', false],
    ['select distinct country from users where id > $1', false],
    ['select id from users where country = $1 order by name limit $2', false],
    ['select id from users where country = $1 limit $2 offset $3', false],
    ['select id, row_number() over () from users where country = $1', false],
    ['select 1 from users where country = $1 having count(*) > $2', false],
    ['update users set active = $1', false],
    ['not sql at all', false],
  ])('of %s tell how many fit: %s', (text, told) => expect(returnsWhatFits(text)).toBe(told))
})
