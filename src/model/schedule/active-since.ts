import type { Schedule } from '#model/schedule/schedule'

/**
 * Since when the calendar of a schedule counts: earlier slots do not. In the future during a pause with an end; null
 * for a removed schedule, and during a pause without an end.
 */
export const activeSince = ({ at, state }: Pick<Schedule, 'at' | 'state'>): Date | null => {
  switch (state.kind) {
    case 'active':
      return at
    case 'paused':
      return state.until === null ? null : new Date(state.until)
    case 'removed':
      return null
  }
}
