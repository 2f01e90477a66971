/** The most memory that a process has held so far, in kB. (`maxRSS` would begin with what its parent had.) */
import { readFileSync } from 'node:fs'

export const peakOf = (pid: number): number =>
  Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
