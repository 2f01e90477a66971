// Installs the dependencies when they are missing or older than the lock file. Plain JavaScript for
// any node from 20 on: it is what runs before the pinned node is there.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const installed = join(root, 'node_modules', '.package-lock.json')
const wanted = join(root, 'package-lock.json')

const current = existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs
if (!current) {
  console.log('Howdah: installing dependencies (once, about 60 s)…')
  const { status, error } = spawnSync(
    'npm',
    ['ci', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: root,
      stdio: 'inherit',
    },
  )
  if (status !== 0) {
    console.error(
      `Howdah: the dependencies could not be installed${error ? ` (${error.message})` : ''}.\n` +
        'Instead: run `npm ci` in this folder and read what it says, then start again.',
    )
    process.exit(1)
  }
}
