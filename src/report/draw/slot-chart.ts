/** The bars of a scheduled answer as a picture. */
import type { SlotView } from '#model/schedule/schedule'
import { barChart, type Chart } from '#report/draw/chart'

/** Undefined for an outcome without bars. */
export const slotChart = async (
  id: string,
  { at, outcome }: SlotView,
): Promise<Chart | undefined> => {
  const chart = outcome?.kind === 'answered' ? outcome.answer.chart : undefined
  if (!chart || chart.bars.length === 0) return undefined
  const bars = chart.bars.map((bar, place) => ({ ...bar, strong: place === 0 }))
  return {
    name: `${id}-${at.toISOString().slice(0, 16).replace(':', '')}.png`,
    title: chart.title,
    altText: `Bar chart. ${chart.title}: ${bars.map(({ label, said }) => `${label} ${said}`).join(', ')}.`,
    data: await barChart(chart.title, bars),
  }
}
