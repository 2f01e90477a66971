import { describe, expect, test } from 'vitest'
import { admits } from '#cluster/facts/replication/addition/admits'

const ofInitdb = `# TYPE  DATABASE        USER            ADDRESS                 METHOD
local   all             all                                     scram-sha-256
host    all             all             127.0.0.1/32            scram-sha-256
local   replication     all                                     scram-sha-256
host    replication     all             127.0.0.1/32            scram-sha-256
`

describe('a pg_hba.conf', () => {
  test.each([
    ['a line of initdb', ofInitdb, '127.0.0.1', true],
    ['a line for loopback alone, and another address', ofInitdb, '10.0.0.1', false],
    ['no line for replication', 'host all all 127.0.0.1/32 trust', '127.0.0.1', false],
    ['a line for replication by socket', 'local replication all trust', '127.0.0.1', false],
    ['a comment', '# host replication all samehost trust', '127.0.0.1', false],
    ['another login', 'host replication backup samehost trust', '127.0.0.1', false],
    ['the login in quotes', 'hostssl all,replication "mover" samehost trust', '10.0.0.1', true],
    ['the very address', 'host replication mover 10.0.0.1/32 scram-sha-256', '10.0.0.1', true],
    ['a refusal', 'host replication all all reject', '10.0.0.1', false],
  ])('with %s is read as PostgreSQL reads it', (_, text, host, expected) => {
    expect(admits(text, 'mover', host)).toBe(expected)
  })
})
