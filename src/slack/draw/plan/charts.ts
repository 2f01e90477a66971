/** The charts that stand on the message of a plan, beside the words about the same figures. */
import type { Change, ChartOf } from '#model/change'

export const chartsOf = ({ state, measured, guard }: Change): readonly ChartOf[] => {
  if (state !== null) return []
  return [
    ...(measured?.before && measured.after ? (['effect'] as const) : []),
    ...(guard?.state === 'kept' && guard.figures.length > 0 ? (['guard'] as const) : []),
  ]
}
