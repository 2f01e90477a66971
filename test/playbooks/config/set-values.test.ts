import { describe, expect, test } from 'vitest'
import type { ConfigChangeAbout } from '#cluster/facts/config/change'
import { isRefusal } from '#model/refusal'
import { configSet } from '#playbooks/config/set'
import { changeAbout } from '#test/support/facts/config'

const refuse = (settings: string, more: Partial<ConfigChangeAbout> = {}, node?: string) =>
  configSet.refuse({ settings, node }, changeAbout(more))

const refusalOf = (settings: string, more: Partial<ConfigChangeAbout> = {}, node?: string) => {
  const found = refuse(settings, more, node)
  return isRefusal(found) ? [found.because, found.instead] : 'not refused'
}
describe('config.set, asked for a value,', () => {
  test.each<[string, string, string]>([
    [
      'work_mem=1kB',
      'work_mem cannot be 1kB.',
      'It takes from 64kB to 2147483647kB (about 2.0 TB); units are B, kB, MB, GB, TB, and a number without a unit counts kB.',
    ],
    [
      'work_mem=-1',
      'work_mem cannot be -1.',
      'It takes from 64kB to 2147483647kB (about 2.0 TB); units are B, kB, MB, GB, TB, and a number without a unit counts kB.',
    ],
    [
      'work_mem=3TB',
      'work_mem cannot be 3TB.',
      'It takes from 64kB to 2147483647kB (about 2.0 TB); units are B, kB, MB, GB, TB, and a number without a unit counts kB.',
    ],
    [
      'work_mem=8 apples',
      'work_mem cannot be 8 apples.',
      'It takes from 64kB to 2147483647kB (about 2.0 TB); units are B, kB, MB, GB, TB, and a number without a unit counts kB.',
    ],
    [
      'work_mem=64mb',
      'work_mem cannot be 64mb: PostgreSQL knows no unit mb.',
      'Did you mean `work_mem=64MB`?',
    ],
    [
      'work_mem=64M',
      'work_mem cannot be 64M: PostgreSQL knows no unit M.',
      'Did you mean `work_mem=64MB`?',
    ],
    [
      'work_mem=0100',
      'work_mem cannot be 0100: PostgreSQL reads a number that begins with 0 as octal or hexadecimal.',
      'Write the number without the zero.',
    ],
    [
      'work_mem=',
      'work_mem cannot be empty.',
      'It takes from 64kB to 2147483647kB (about 2.0 TB); units are B, kB, MB, GB, TB, and a number without a unit counts kB.',
    ],
    ['random_page_cost=1,1', 'random_page_cost cannot be 1,1.', 'It takes from 0 to 1.79769e+308.'],
    ['random_page_cost=NaN', 'random_page_cost cannot be NaN.', 'It takes from 0 to 1.79769e+308.'],
    [
      'statement_timeout=5MB',
      'statement_timeout cannot be 5MB.',
      'It takes from 0 to 2147483647ms; units are us, ms, s, min, h, d, and a number without a unit counts ms.',
    ],
    ['full_page_writes=maybe', 'full_page_writes cannot be maybe.', 'It takes on or off.'],
    [
      'synchronous_commit=quick',
      'synchronous_commit cannot be quick.',
      'It takes one of local, remote_write, remote_apply, on, off.',
    ],
  ])('refuses %s', (settings, because, instead) =>
    expect(refusalOf(settings)).toEqual([because, instead]),
  )

  const runbook =
    'Change it in postgresql.conf by your own runbook, with somebody who can log in to the machine.'

  test.each<[string, string]>([
    [
      'archive_command=true',
      'archive_command is run by the server as its operating-system user: whoever sets it can do anything there.',
    ],
    [
      'shared_preload_libraries=nosuchlib',
      'shared_preload_libraries loads code into the server; if a library is missing, the server does not start.',
    ],
    [
      'data_directory=/tmp',
      'data_directory decides which files the server uses, or who is let in.',
    ],
    ["listen_addresses='*'", 'listen_addresses decides who can reach the server, and how safely.'],
    ['ssl=off', 'ssl off sends passwords and rows unencrypted.'],
    ['SSL=0', 'ssl off sends passwords and rows unencrypted.'],
    [
      'wal_level=minimal',
      'wal_level would be lowered: backups, replicas or subscribers that need the WAL break.',
    ],
    ['archive_mode=on', 'archive_mode decides whether backups and replicas hold.'],
  ])('never does %s', (settings, because) =>
    expect(refusalOf(settings)).toEqual([because, runbook]),
  )

  test.each<[string, string]>([
    [
      'fsync=off',
      'fsync off loses the whole database at the next crash of the machine; nothing brings it back.',
    ],
    [
      'full_page_writes=no',
      'full_page_writes off loses the whole database at the next crash of the machine; nothing brings it back.',
    ],
    [
      'synchronous_commit=off',
      'synchronous_commit off loses the last commits of every application at a crash, although the applications were told that they are safe.',
    ],
    ['block_size=4096', 'block_size cannot be changed: the server was built or set up with it.'],
  ])('does not weaken a server by %s', (settings, because) =>
    expect(refusalOf(settings)[0]).toBe(because),
  )
})
