/** The measured effect of a change: before and after, from the application's own calls. */
import type { Change } from '#engine/change'
import { counted, milliseconds } from '#engine/spoken'
import { barChart, type Chart } from '#report/chart'

/** Undefined while there is nothing to compare. */
export const effectChart = async ({ plan, measured }: Change): Promise<Chart | undefined> => {
  if (!measured?.after) return undefined
  const { label, before, after } = measured
  const bars = [
    { label: 'before', value: before.meanMs, said: milliseconds(before.meanMs), strong: false },
    { label: 'after', value: after.meanMs, said: milliseconds(after.meanMs), strong: true },
  ]
  return {
    name: `${plan.id}.png`,
    title: `${label}: ${milliseconds(before.meanMs)} → ${milliseconds(after.meanMs)}`,
    altText: `Bar chart. ${label} took ${milliseconds(before.meanMs)} on average before (${counted(before.calls, 'call')}) and ${milliseconds(after.meanMs)} after (${counted(after.calls, 'call')}).`,
    data: await barChart(`${label}, mean time`, bars),
  }
}
