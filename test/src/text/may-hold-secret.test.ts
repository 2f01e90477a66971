import { describe, expect, test } from 'vitest'
import { isSecretSetting, notShown, withheldSetting } from '#text/may-hold-secret'

describe('a value that may hold a password', () => {
  test.each([
    ['primary_conninfo', 'host=h password=x'],
    ['primary_conninfo', `host=h password = 'a b'`],
    ['archive_command', 'AWS_SECRET_ACCESS_KEY=x wal-g %p'],
    ['archive_command', 'curl -u me:word -T %p https://backup'],
    ['archive_command', 'cp %p https://me:word@backup/%f'],
    ['ssl_passphrase_command', 'echo x'],
    ['app.jwt_secret', 'x'],
    ['some.api_key', 'x'],
    ['cluster_name', 'token: x'],
  ])('of %s is withheld', (name, value) => {
    expect(withheldSetting(name, value)).toBe(notShown)
  })

  test.each([
    ['primary_conninfo', 'host=h passfile=replica.pgpass'],
    ['primary_conninfo', ''],
    ['archive_command', 'pgbackrest --stanza=main archive-push %p'],
    ['ssl_key_file', 'server.key'],
    ['password_encryption', 'scram-sha-256'],
    ['log_line_prefix', '%m [%p] %u@%d '],
    ['search_path', '"$user", public'],
    ['work_mem', '64MB'],
    ['work_mem', null],
  ])('is not %s with %s', (name, value) => {
    expect(isSecretSetting(name, value)).toBe(false)
  })
})
