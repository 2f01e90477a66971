/**
 * Preloaded into a measured program: at the end the program writes the peak memory, in kB, to descriptor 3.
 */
import { writeSync } from 'node:fs'
import { peakOf } from './peak-of.ts'

process.on('exit', () => writeSync(3, String(peakOf(process.pid))))
