/** The peak memory of a process so far, in kB. (`maxRSS` would begin with the parent's memory.) */
import { readFileSync } from 'node:fs'

export const peakOf = (pid: number): number =>
  Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
