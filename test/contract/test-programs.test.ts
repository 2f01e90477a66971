import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const script = join(import.meta.dirname, '../../scripts/test-programs.mjs')
let bin = ''
let browser = ''

beforeEach(() => {
  bin = mkdtempSync(join(tmpdir(), 'howdah-programs-'))
  browser = join(bin, 'browser')
  for (const [name, real] of [
    ['env', '/usr/bin/env'],
    ['sh', '/bin/sh'],
  ] as const)
    symlinkSync(real, join(bin, name))
})
afterEach(() => rmSync(bin, { recursive: true }))

/** Stands in for a system program that needs rights and a network. */
const program = (name: string, text: string) => {
  writeFileSync(join(bin, name), `#!/bin/sh\necho ${name} "$@" >> "${bin}/words"\n${text}\n`)
  chmodSync(join(bin, name), 0o755)
}
const run = () =>
  spawnSync(process.execPath, [script], {
    encoding: 'utf8',
    env: { PATH: bin, CHROMIUM: browser },
  })

describe('npm test on a machine without a browser', () => {
  test('installs it from Debian’s packages where it may', () => {
    program('apt-get', `case "$*" in *install*) : > "${browser}";; esac`)
    // As a plain user the tests need sudo for the rights.
    program('sudo', 'shift; exec "$@"')
    const { status, stdout, stderr } = run()
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toBe(
      "Howdah: installing chromium from Debian's packages (once, for the tests)…\n",
    )
    expect(readFileSync(join(bin, 'words'), 'utf8')).toMatch(
      /apt-get -qq update\n[^]*apt-get -qq install -y --no-install-recommends chromium\n/,
    )
  })

  test.each([
    ['there is no apt-get', 'exit 127'],
    ['the package does not bring it', 'exit 0'],
    ['apt-get fails', 'case "$*" in *update*) exit 100;; esac'],
  ])('says what is missing and how to get it when %s', (_, does) => {
    program('apt-get', does)
    program('sudo', 'shift; exec "$@"')
    const { status, stderr } = run()
    expect(status).toBe(1)
    expect(stderr).toBe(
      `Howdah: ${browser} is missing, the browser that the journeys drive.\nInstead: as root, apt-get install chromium; or set CHROMIUM to the program of a Chromium or Chrome of yours. npm run check needs neither.\n`,
    )
  })

  test('says nothing when all is there', () => {
    program('browser', '')
    expect(run()).toMatchObject({ status: 0, stdout: '', stderr: '' })
  })
})
