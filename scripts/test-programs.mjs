// Installs the programs that the tests need beyond npm, from Debian's packages, as root or with sudo;
// otherwise names them in a sentence. The lab's own are not needed: without them a test is skipped.
// Plain JavaScript, like install.mjs.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { missingPrograms } from './requirements.mjs'

const lab = process.argv.includes('lab')
const look = () => missingPrograms(process.platform, process.env['CHROMIUM'], existsSync, lab)
const names = look().map(one => one.package)

/** @param {string[]} words @returns {boolean} */
const run = ([program = '', ...words]) =>
  spawnSync(program, words, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0

const install = () => {
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n']
  if (!run([...asRoot, 'apt-get', '--version'])) return false
  console.log(
    `Howdah: installing ${names.join(' and ')} from Debian's packages (once, for the tests)…`,
  )
  const quietly = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq']
  return (
    run([...asRoot, ...quietly, 'update']) &&
    run([...asRoot, ...quietly, 'install', '-y', '--no-install-recommends', ...names])
  )
}

if (names.length > 0 && !(install() && look().length === 0)) {
  for (const { program, what } of look()) console.error(`Howdah: ${program} is missing, ${what}.`)
  console.error(
    `Instead: as root, apt-get install ${names.join(' ')}; or set CHROMIUM to the program of a Chromium or Chrome of yours. npm run check needs neither.`,
  )
  if (look().some(({ needed }) => needed)) process.exit(1)
}
