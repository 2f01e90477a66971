/** The measured effect of a change: before and after, from the application's own calls. */
import type { Change } from '#model/change'
import type { Sample } from '#model/traffic'
import { type Bar, barChart, type Chart } from '#report/draw/chart'
import { count, counted, milliseconds } from '#text/figures'

/** Undefined while there are no two figures to compare. */
export const effectChart = async ({ plan, measured }: Change): Promise<Chart | undefined> => {
  if (!measured?.after || !measured.before) return undefined
  const { label, before, after } = measured
  const bar = (when: string, { meanMs, calls }: Sample, strong: boolean): Bar => ({
    label: `${when}: ${counted(calls, 'call')}`,
    value: meanMs,
    said: milliseconds(meanMs),
    strong,
  })
  return {
    name: `${plan.id}.png`,
    title: `${label}: ${milliseconds(before.meanMs)} → ${milliseconds(after.meanMs)} (${counted(before.calls, 'call')} before, ${count(after.calls)} after)`,
    altText: `Bar chart. ${label} took ${milliseconds(before.meanMs)} on average before (${counted(before.calls, 'call')}) and ${milliseconds(after.meanMs)} after (${counted(after.calls, 'call')}).`,
    data: await barChart(`${label}, mean time`, [
      bar('before', before, false),
      bar('after', after, true),
    ]),
  }
}
