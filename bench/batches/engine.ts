/** The engine as a process that a bench kills; a file says the time of the windows. */
import { readFileSync } from 'node:fs'
import { openSweeper } from '#engine/run/sweep'
import { countRows } from '#test/support/batches/counting'
import { openEngine } from '#test/support/engine'

const clock = process.env['BENCH_CLOCK'] ?? ''
const { parts } = openEngine(process.env, {
  holder: process.env['HOWDAH_PROCESS'] ?? 'engine',
  playbooks: [countRows],
  now: async () => new Date(readFileSync(clock, 'utf8')),
})
openSweeper(parts)
console.log('ready')
