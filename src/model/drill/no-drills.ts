import type { DrillsConfig } from '#model/cluster'

/** Holds for an inventory without words about drills. */
export const noDrills: DrillsConfig = { everyMinutes: null, noticeMinutes: 15, queries: [] }
