/** Loaded before a program that is measured: at its end it tells its peak of memory, in kB, to descriptor 3. */
import { writeSync } from 'node:fs'
import { peakOf } from './peak-of.ts'

process.on('exit', () => writeSync(3, String(peakOf(process.pid))))
