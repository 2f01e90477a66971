/** A fresh clone, below a home that no other user may enter, as root and as a plain user. */
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { expectNothingLeft, startLocalMode } from '#test/support/local-mode'

const here = join(import.meta.dirname, '../..')
const isRoot = process.getuid?.() === 0
const nobody = 65_534

const newHome = (): string => {
  const home = mkdtempSync(join(tmpdir(), 'howdah-home-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }))
  return home
}

/** Copies the tracked files in their present state. */
const cloneBelow = (home: string): string => {
  const clone = join(home, 'howdah')
  const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: here, encoding: 'utf8' })
  for (const path of tracked
    .split('\0')
    .filter(path => path !== '' && existsSync(join(here, path))))
    cpSync(join(here, path), join(clone, path))
  return clone
}

/** Links the dependencies by hard links, because copies would take minutes. */
const linkDependencies = (clone: string): void => {
  const [from, to] = [join(here, 'node_modules'), join(clone, 'node_modules')]
  const linked = spawnSync('cp', ['-al', from, to])
  if (linked.status !== 0) execFileSync('cp', ['-a', from, clone])
}

const homeOf = (uid: number): { home: string; clone: string } => {
  const home = newHome()
  const clone = cloneBelow(home)
  linkDependencies(clone)
  if (isRoot) {
    // The dependencies are left out, because the files belong to this clone.
    execFileSync('find', [
      clone,
      '-name',
      'node_modules',
      '-prune',
      '-o',
      '-exec',
      'chown',
      `${uid}:${uid}`,
      '{}',
      '+',
    ])
    execFileSync('chown', [`${uid}:${uid}`, home])
  }
  chmodSync(home, 0o700)
  return { home, clone }
}

/** Lists folders for data that the servers' user could not reach in the clone. */
const elsewhere = (): readonly string[] =>
  readdirSync('/var/tmp').filter(name => name.startsWith('howdah-0-'))

const npmStart = async (uid: number) => {
  const { home, clone } = homeOf(uid)
  const before = elsewhere()
  const began = performance.now()
  const command: [string, ...string[]] =
    isRoot && uid !== 0
      ? ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', 'npm', 'start']
      : ['npm', 'start']
  const local = await startLocalMode({
    command,
    cwd: clone,
    data: home,
    env: { HOWDAH_DATA: undefined, HOME: home },
  })
  await local.says('shop is ready: primary and 1 replica, lag ', 350)
  expect(local.seconds).toBeLessThan((performance.now() - began) / 1_000 / 2)
  const made = elsewhere().filter(name => !before.includes(name))
  const inside = existsSync(join(clone, '.howdah'))
  // npm passes no signal on; the program ends with the standard input.
  local.process.stdin?.end()
  const [exit] = (await local.gone) as [number | null]
  for (const part of [home, ...made]) await expectNothingLeft(part, 5_000)
  for (const name of made) rmSync(join('/var/tmp', name), { recursive: true, force: true })
  return { made, inside, exit }
}

describe('npm start in a clone below a home of mode 0700', () => {
  test.runIf(isRoot)(
    'as root keeps its data where the servers’ user can go',
    async () => {
      const { made, inside, exit } = await npmStart(0)
      expect({ made: made.length, inside, exit }).toEqual({ made: 1, inside: false, exit: 0 })
    },
    300_000,
  )

  test('as a plain user keeps its data in the clone', async () => {
    const { made, inside, exit } = await npmStart(isRoot ? nobody : (process.getuid?.() ?? 0))
    expect({ made, inside, exit }).toEqual({ made: [], inside: true, exit: 0 })
  }, 450_000)
})

/** The shell of a person who has just cloned: the person's node and npm settings, and no trace of this clone. */
const shellOf = (home: string) => ({
  HOME: home,
  PATH: (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter(folder => !folder.includes('node_modules'))
    .join(delimiter),
  npm_config_userconfig: join(homedir(), '.npmrc'),
})

describe('npm start in a fresh clone', () => {
  test('installs the dependencies, and the page and the servers come up', async ({ skip }) => {
    const home = newHome()
    const env = shellOf(home)
    const asked = spawnSync('npm', ['view', 'pg', 'version', '--fetch-retries=0'], { env })
    skip(asked.status !== 0, 'needs a registry')
    // The servers' user may then enter, and data stays in the clone.
    chmodSync(home, 0o755)
    const clone = cloneBelow(home)
    const local = await startLocalMode({
      command: ['npm', 'start'],
      cwd: clone,
      data: home,
      env: { ...env, HOWDAH_DATA: undefined },
    })
    expect((await fetch(local.url)).status).toBe(200)
    await local.says('Loading the sample shop', 350)
    local.process.stdin?.end()
    expect(await local.gone).toEqual([0, null])
    await expectNothingLeft(home, 5_000)
    // The address alone took 66 s on two busy cores.
  }, 900_000)
})
