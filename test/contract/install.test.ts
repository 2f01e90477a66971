import { spawnSync } from 'node:child_process'
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const scripts = join(import.meta.dirname, '../../scripts')
const lock = JSON.stringify({ packages: { 'node_modules/pg': { version: '8.0.0' } } })
let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'howdah-install-'))
  await mkdir(join(folder, 'scripts'))
  for (const name of ['install.mjs', 'npm-ci.mjs', 'requirements.mjs', 'test-majors.mjs'])
    await cp(join(scripts, name), join(folder, 'scripts', name))
  await writeFile(join(folder, 'package-lock.json'), lock)
  await mkdir(join(folder, 'test/majors'), { recursive: true })
  await writeFile(join(folder, 'test/majors/package-lock.json'), lock)
})

afterEach(async () => {
  await chmod(folder, 0o755)
  await rm(folder, { recursive: true })
})

/** Stands in for npm, the outside program: notes the arguments, then does as told. */
const npmThat = async (does: string): Promise<string> => {
  const path = join(folder, 'npm-cli.js')
  await writeFile(
    path,
    `const fs = require('node:fs')
     fs.appendFileSync(${JSON.stringify(join(folder, 'npm-words'))}, process.argv.slice(2).join(' ') + '\\n')
     console.log('added 1 package'); ${does}`,
  )
  return path
}
const installs = `fs.mkdirSync('node_modules', { recursive: true })
  fs.writeFileSync('node_modules/.package-lock.json', ${JSON.stringify(lock)})`

const run = (
  environment: Readonly<Record<string, string>>,
  words: readonly string[] = [],
  script = 'install.mjs',
) => {
  const [program = process.execPath, ...before] = words
  return spawnSync(
    program,
    [...before, ...(words.length > 0 ? [process.execPath] : []), `scripts/${script}`],
    {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: '/nowhere', ...environment },
    },
  )
}

describe('npm start in a fresh clone', () => {
  test('installs once, with one line on the screen', async () => {
    const npm_execpath = await npmThat(installs)
    const first = run({ npm_execpath })
    const second = run({ npm_execpath })
    expect(first).toMatchObject({ status: 0, stderr: '' })
    expect(first.stdout).toBe('Howdah: installing dependencies (once, about 60 s)…\n')
    expect(second).toMatchObject({ status: 0, stdout: '', stderr: '' })
    const words = await readFile(join(folder, 'npm-words'), 'utf8')
    expect(words).toBe('ci --no-audit --no-fund --loglevel=error --include=dev\n')
  })

  test('installs again when the lock file has moved on', async () => {
    const npm_execpath = await npmThat(installs)
    run({ npm_execpath })
    await writeFile(join(folder, 'package-lock.json'), lock.replace('8.0.0', '8.1.0'))
    const { status, stderr } = run({ npm_execpath })
    expect(status).toBe(1)
    expect(stderr).toContain('npm left out pg.')
  })

  test('passes on what npm says when it fails', async () => {
    const npm_execpath = await npmThat("console.error('no network'); process.exit(1)")
    const { status, stderr } = run({ npm_execpath })
    expect(status).toBe(1)
    expect(stderr).toContain('no network')
    expect(stderr).toContain('Instead: mend that')
  })

  test('says when npm is missing', () => {
    const { status, stderr } = run({})
    expect(status).toBe(1)
    expect(stderr).toContain('npm is not on the PATH.')
  })

  test('says when the folder cannot be written to', async ({ skip }) => {
    const root = process.getuid?.() === 0
    const asNobody = ['/usr/bin/setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
    const reach = root
      ? spawnSync('/usr/bin/setpriv', [...asNobody.slice(1), process.execPath, '-v'])
      : null
    skip(reach !== null && reach.status !== 0, 'needs a node that a plain user may run')
    await chmod(folder, 0o555)
    const { status, stderr } = run({}, root ? asNobody : [])
    expect(status).toBe(1)
    expect(stderr).toContain('this folder cannot be written to.')
  })
})

describe('npm run test:lab', () => {
  test('installs the older majors once, in a folder of their own', async () => {
    const npm_execpath = await npmThat(installs)
    const first = run({ npm_execpath }, [], 'test-majors.mjs')
    const second = run({ npm_execpath }, [], 'test-majors.mjs')
    expect(first).toMatchObject({ status: 0, stderr: '' })
    expect(first.stdout).toBe('Howdah: installing PostgreSQL 15, 16 and 17 (once, for the lab)…\n')
    expect(second).toMatchObject({ status: 0, stdout: '', stderr: '' })
    const words = await readFile(join(folder, 'npm-words'), 'utf8')
    expect(words).toBe('ci --no-audit --no-fund --loglevel=error --ignore-scripts\n')
  })

  test('says which of them could not be installed', async () => {
    const npm_execpath = await npmThat("console.error('no network'); process.exit(1)")
    const { status, stderr } = run({ npm_execpath }, [], 'test-majors.mjs')
    expect(status).toBe(1)
    expect(stderr).toContain('no network')
    expect(stderr).toContain('Howdah: pg could not be installed.\nInstead: run `npm ci')
  })
})
