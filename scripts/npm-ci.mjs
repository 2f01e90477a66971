// Runs `npm ci` in a folder: with the npm that runs this script, else with the npm on the PATH. Plain
// JavaScript for any installed node, because this runs before the pinned node is installed.
import { spawnSync } from 'node:child_process'

/**
 * @param {string} folder
 * @param {string[]} words
 */
export const npmCi = (folder, words) => {
  const all = ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...words]
  const npm = process.env['npm_execpath'] ?? ''
  return /npm-cli\.c?js$/.test(npm)
    ? spawnSync(process.execPath, [npm, ...all], { cwd: folder, stdio: ['ignore', 'ignore', 2] })
    : spawnSync('npm', all, { cwd: folder, stdio: ['ignore', 'ignore', 2] })
}
