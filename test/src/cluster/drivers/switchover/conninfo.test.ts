import { describe, expect, test } from 'vitest'
import { parseConninfo, writeConninfo } from '#cluster/drivers/switchover/conninfo'

describe('the connection string of a replica', () => {
  test.each([
    ['host=db-1 port=5432', { host: 'db-1', port: '5432' }],
    [" user = 'a b' password='it\\'s \\\\ here' ", { user: 'a b', password: "it's \\ here" }],
    ['user=a\\ b sslmode=require', { user: 'a b', sslmode: 'require' }],
    ["password='' host=x", { password: '', host: 'x' }],
  ])('reads %s, and what is written reads the same', (text, parts) => {
    expect(parseConninfo(text)).toEqual(parts)
    expect(parseConninfo(writeConninfo(parts))).toEqual(parts)
  })

  test.each(['', '  ', 'postgres://a@b/c', 'host', "host='open"])('takes no %j for one', text => {
    expect(() => parseConninfo(text)).toThrow('not written as keywords and values')
  })
})
