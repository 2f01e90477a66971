/** An icon for each state, to scan a channel by; the words beside the icon say the same. */
import type { Change } from '#model/change'

const open = {
  pending: ':hourglass_flowing_sand:',
  queued: ':hourglass:',
  running: ':arrows_counterclockwise:',
  parked: ':pause_button:',
  looking: ':mag:',
} as const

const over = {
  succeeded: ':white_check_mark:',
  failed: ':x:',
  cancelled: ':no_entry_sign:',
  rejected: ':no_entry:',
  expired: ':alarm_clock:',
  outdated: ':warning:',
  superseded: ':repeat:',
  reverted: ':leftwards_arrow_with_hook:',
  skipped: ':heavy_minus_sign:',
  missed: ':heavy_minus_sign:',
} as const

export const iconOf = ({
  state,
  outcome,
  run,
  undone,
}: Pick<Change, 'state' | 'outcome' | 'run' | 'undone'>): string => {
  if (state === 'running' && run?.stop) return ':octagonal_sign:'
  if (state !== null) return open[state]
  return undone?.outcome === 'succeeded' ? over.reverted : over[outcome ?? 'failed']
}
