/**
 * Preloaded into a measured program: at the end the program writes the peak memory, in kB, and the processor
 * time of all threads, in ms, to descriptor 3.
 */
import { writeSync } from 'node:fs'
import { peakOf } from './peak-of.ts'

process.on('exit', () => {
  const { user, system } = process.cpuUsage()
  writeSync(3, `${peakOf(process.pid)} ${(user + system) / 1_000}`)
})
