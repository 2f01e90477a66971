import { DatabaseError } from 'pg'
import { describe, expect, test } from 'vitest'
import { explain, sqlstateOf } from '#cluster/clients/postgres/connection'
import { clusterOf } from '#test/support/commands/cluster'

const cluster = clusterOf({ environment: 'staging', tls: 'verify-full' })
const wanted = {
  cluster,
  node: 'shop-1',
  database: 'app',
  credential: cluster.credentials.observe,
}

const thrown = (message: string, more: object = {}): Error =>
  Object.assign(new Error(message), more)
const socketError = (code: string): Error => thrown(`write ${code}`, { code })
const answer = (code: string, message = 'no', more: object = {}): DatabaseError =>
  Object.assign(new DatabaseError(message, 2, 'error'), { code, ...more })

describe('an error of a connection', () => {
  test.each(['EPIPE', 'EPERM', 'ECONNRESET'])('%s of a socket is no SQLSTATE', code => {
    expect(sqlstateOf(socketError(code))).toBeNull()
    expect(explain(socketError(code), wanted)).toMatchObject({
      code: 'cluster.unreachable',
      unknown: true,
      message: 'The connection to shop-1 (shop) was lost or could not be made.',
    })
  })

  test('is an answer of PostgreSQL by its SQLSTATE', () => {
    expect(explain(answer('42501'), wanted)).toMatchObject({ code: 'sql.42501', unknown: false })
    expect(explain(answer('57P01'), wanted)).toMatchObject({ code: 'sql.57P01', unknown: true })
  })
})

describe('a connection that is not made', () => {
  test.each<[string, Error, string]>([
    [
      'a server without TLS',
      thrown('The server does not support SSL connections'),
      'shop-1 answers, but does not offer TLS; a staging cluster is only spoken to with verify-full.',
    ],
    [
      'another service on that port',
      thrown('There was an error establishing an SSL connection'),
      'Something answers for shop-1 at localhost:5432, but not as PostgreSQL does.',
    ],
    [
      'an unknown authority',
      thrown('self-signed certificate', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
      'shop-1 answers, but its certificate comes from no authority that is trusted here.',
    ],
    [
      'a certificate that has expired',
      thrown('certificate has expired', { code: 'CERT_HAS_EXPIRED' }),
      'shop-1 answers, but its certificate has expired.',
    ],
    [
      'a certificate of another name',
      thrown('Hostname/IP does not match', {
        code: 'ERR_TLS_CERT_ALTNAME_INVALID',
        cert: { subjectaltname: 'DNS:db.internal' },
      }),
      'shop-1 answers, but its certificate does not name localhost, only DNS:db.internal.',
    ],
    [
      'an old version of TLS',
      thrown('wrong version number', { code: 'ERR_SSL_WRONG_VERSION_NUMBER' }),
      'shop-1 answers, but TLS with it fails (ERR_SSL_WRONG_VERSION_NUMBER).',
    ],
    [
      'nobody who listens',
      socketError('ECONNREFUSED'),
      'shop-1 refuses the connection at localhost:5432: no server listens there, or a firewall refuses it.',
    ],
    [
      'a name that does not resolve',
      socketError('ENOTFOUND'),
      'The host of shop-1, localhost, is not found by its name (ENOTFOUND).',
    ],
    [
      'no route',
      socketError('EHOSTUNREACH'),
      'There is no route to shop-1 at localhost:5432 (EHOSTUNREACH).',
    ],
    [
      'silence',
      thrown('Connection terminated due to connection timeout'),
      'shop-1 does not answer in time at localhost:5432.',
    ],
    [
      'connections that are all in use',
      thrown('timeout exceeded when trying to connect'),
      'Every connection to shop-1 was in use for 5 s.',
    ],
    [
      'no password',
      thrown('SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a non-empty string'),
      'shop-1 asks for a password, and the inventory has none for look.',
    ],
    [
      'a pooler',
      answer('08P01', 'unsupported startup parameter: options'),
      'A pooler answers for shop-1, and refuses: unsupported startup parameter: options.',
    ],
    [
      'a server that starts',
      answer('57P03', 'the database system is starting up'),
      'shop-1 takes no connections now: the database system is starting up.',
    ],
  ])('tells of %s, and may be made later', (_, error, message) => {
    expect(explain(error, wanted)).toMatchObject({ message, unknown: true, passes: true })
  })

  test.each<[string, DatabaseError, string, string]>([
    [
      'a wrong password',
      answer('28P01', 'password authentication failed for user "look"'),
      'shop-1 refuses look: its password is another one, or there is no such login.',
      'Correct the password',
    ],
    [
      'no line in pg_hba.conf',
      answer(
        '28000',
        'no pg_hba.conf entry for host "10.0.0.5", user "look", database "app", SSL encryption',
      ),
      'shop-1 answers, but its pg_hba.conf does not let look in to app from 10.0.0.5.',
      'Add `hostssl app look 10.0.0.5/32 scram-sha-256`',
    ],
    [
      'a line in pg_hba.conf that rejects',
      answer(
        '28000',
        'pg_hba.conf rejects connection for host "::1", user "look", database "app", no encryption',
      ),
      'shop-1 answers, but its pg_hba.conf does not let look in to app from ::1 without TLS.',
      'Add `host app look ::1/128 scram-sha-256`',
    ],
    [
      'a role that may not log in',
      answer('28000', 'role "look" is not permitted to log in'),
      'shop-1 does not let look in: role "look" is not permitted to log in.',
      'init --print-sql',
    ],
    [
      'no such database',
      answer('3D000', 'database "app" does not exist'),
      'shop has no database app.',
      'Correct `databases`',
    ],
    [
      'a database without CONNECT',
      answer('42501', 'permission denied for database "app"', { routine: 'CheckMyDatabase' }),
      'look may not connect to app on shop-1.',
      'GRANT CONNECT ON DATABASE "app" TO "look";',
    ],
    [
      'too many connections',
      answer('53300', 'sorry, too many clients already'),
      'shop-1 has no connection left for look: sorry, too many clients already.',
      'raise that limit',
    ],
  ])('tells of %s, as PostgreSQL answered', (_, error, message, instead) => {
    const failure = explain(error, wanted)
    expect(failure).toMatchObject({ message, code: `sql.${error.code}`, unknown: false })
    expect(failure.instead).toContain(instead)
  })
})

describe('what PostgreSQL answers to a statement', () => {
  test.each([
    [
      '54000',
      'index row size 3576 exceeds btree version 4 maximum 2704 for index "i"',
      'Values larger than 1/3 of a buffer page cannot be indexed.\nConsider a function index of an MD5 hash of the value, or use full text indexing.',
      'Values larger than 1/3 of a buffer page cannot be indexed. Consider a function index of an MD5 hash of the value, or use full text indexing. Index less of each value: `method=hash`, or an expression such as `columns=md5(…)` or `columns=left(…, 200)`.',
    ],
    [
      '42703',
      'column "total_exec_time" does not exist',
      'Perhaps you meant to reference the column "s.total_time".',
      'Perhaps you meant to reference the column "s.total_time". Look whether it was renamed or dropped meanwhile; a view of an extension changes with `ALTER EXTENSION … UPDATE`.',
    ],
    [
      '53400',
      'temporary file size exceeds "temp_file_limit" (2048kB)',
      undefined,
      'Raise that limit for the acting login, or the memory with which it needs no such file.',
    ],
  ])('%s is its message, then its hint, then what to do', (code, message, hint, instead) => {
    expect(explain(answer(code, message, { hint }), wanted)).toMatchObject({
      message: `${message}.`,
      instead,
    })
  })

  test.each(['0A000', '25006', '26000', '34000', '3F000', '40001', '42601', '42P07', '54023'])(
    '%s has a way out in words of its own',
    code => expect(explain(answer(code), wanted).instead).toMatch(/[.]$/),
  )

  test('never sends a reader back to the message', () => {
    const codes = ['0A000', '26000', '42804', '55000', '58030', 'XX000', 'HV000']
    for (const code of codes)
      expect(explain(answer(code), wanted).instead).not.toContain('Read the message')
  })
})
