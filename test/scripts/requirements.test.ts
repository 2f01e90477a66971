import { describe, expect, test } from 'vitest'
import { missingPackages, missingPrograms, whyUnfit } from '../../scripts/requirements.mjs'

describe('the machine', () => {
  const linux = { node: '20.0.0', platform: 'linux', arch: 'x64', glibc: true }

  test.each([
    ['Linux with node 20', linux],
    ['Linux on arm64', { ...linux, arch: 'arm64' }],
    ['macOS with node 22.18', { node: '22.18.0', platform: 'darwin', arch: 'arm64', glibc: false }],
    ['Linux on riscv64 with node 24', { ...linux, arch: 'riscv64', node: '24.1.0' }],
  ])('is fit: %s', (_, machine) => {
    expect(whyUnfit(machine)).toBeUndefined()
  })

  test.each([
    [
      'node 18',
      { node: '18.20.1' },
      'needs node 20 or later to begin with, and this is node 18.20.1',
    ],
    [
      'macOS with node 22.17',
      { node: '22.17.1', platform: 'darwin' },
      'must be 22.18 or later, and this is node 22.17.1',
    ],
    ['macOS with node 20', { platform: 'darwin' }, 'On darwin-x64 Howdah uses your own node'],
    ['Linux without glibc', { glibc: false }, 'another C library'],
    ['Windows', { platform: 'win32', node: '24.0.0' }, 'runs on Linux and macOS'],
  ])('is unfit: %s', (_, difference, why) => {
    expect(whyUnfit({ ...linux, ...difference })).toContain(why)
  })
})

describe('the dependencies', () => {
  const wanted = {
    packages: {
      '': {},
      'node_modules/pg': { version: '8.0.0' },
      'node_modules/vitest': { version: '5.0.0', dev: true },
      'node_modules/postgres-here': {
        version: '1.0.0',
        optional: true,
        os: ['linux'],
        cpu: ['x64'],
      },
      'node_modules/postgres-there': {
        version: '1.0.0',
        optional: true,
        os: ['darwin'],
        cpu: ['x64'],
      },
      'node_modules/chart-musl': {
        version: '1.0.0',
        optional: true,
        os: ['linux'],
        cpu: ['x64'],
        libc: ['musl'],
      },
      'node_modules/fallback': { version: '1.0.0', optional: true },
    },
  }
  const here = { platform: 'linux', arch: 'x64', development: true }
  const { '': _, 'node_modules/postgres-there': __, ...complete } = wanted.packages

  test('are in place when all that fit this machine are installed', () => {
    expect(missingPackages(wanted, { packages: complete }, here)).toEqual([])
  })

  test('are missing when nothing is installed, or an install was interrupted', () => {
    expect(missingPackages(wanted, undefined, here)).toEqual(['pg', 'vitest', 'postgres-here'])
  })

  test('are missing when a version is another one', () => {
    const older = { packages: { ...complete, 'node_modules/pg': { version: '7.0.0' } } }
    expect(missingPackages(wanted, older, here)).toEqual(['pg'])
  })

  test('are missing when npm left out the PostgreSQL of this machine in silence', () => {
    const { 'node_modules/postgres-here': ___, ...rest } = complete
    expect(missingPackages(wanted, { packages: rest }, here)).toEqual(['postgres-here'])
  })

  test('need no development tools where Howdah is only started', () => {
    const { 'node_modules/vitest': ___, ...rest } = complete
    const started = { ...here, development: false }
    expect(missingPackages(wanted, { packages: rest }, started)).toEqual([])
  })
})

describe('the programs that tests start', () => {
  const packages = (platform: string, chromium: string | undefined, there: readonly string[]) =>
    missingPrograms(platform, chromium, path => there.includes(path)).map(one => one.package)

  test('are named by their Debian packages when they are not there', () => {
    expect(packages('linux', undefined, [])).toEqual(['chromium', 'util-linux'])
    expect(packages('linux', undefined, ['/usr/bin/chromium', '/usr/bin/setpriv'])).toEqual([])
  })

  test('are a pooler, Redis, a backup tool, an ssh server and Patroni too in the lab, which goes on without', () => {
    const there = ['/usr/bin/chromium', '/usr/bin/setpriv']
    expect(
      missingPrograms('linux', undefined, path => there.includes(path), true).map(
        ({ package: name, needed }) => [name, needed],
      ),
    ).toEqual([
      ['pgbouncer', false],
      ['redis-server', false],
      ['pgbackrest', false],
      ['openssh-server', false],
      ['postgresql-15', false],
      ['patroni', false],
      ['python3-etcd', false],
      ['etcd-server', false],
    ])
  })

  test('may be a browser of the reader, and on macOS are that alone', () => {
    expect(packages('darwin', '/Applications/Chromium', ['/Applications/Chromium'])).toEqual([])
    expect(packages('linux', '/opt/gone', ['/usr/bin/chromium', '/usr/bin/setpriv'])).toEqual([
      'chromium',
    ])
  })
})
