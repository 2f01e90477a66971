import type { Parts } from '#engine/parts'

/** Wakes a run. A wake-up that cannot be queued is reported only: the sweeper finds the run anyway. */
export const wakeRun = (parts: Pick<Parts, 'wake' | 'report'>, run: string): Promise<void> =>
  parts.wake(run).catch((error: unknown) => parts.report(error, {}))
