/** Schedules that the inventory names: whoever deploys the inventory wrote them, and only commands that read are taken. */
import type { ReportsConfig } from '#model/configuration'
import type { Person } from '#model/person'
import type { NamedWish } from '#model/schedule/wish'

/** The owner of such schedules; no edge gives a person this id. */
export const inventoryOwner = { id: 'howdah/inventory', name: 'the inventory' } as const

/** May read, and nothing else. */
export const inventoryPerson: Person = { ...inventoryOwner, standing: 'inventory', groups: [] }

/** Seconds in which a missed report is made up for: a report of the night is read in the morning. */
const reportCatchUp = 12 * 3_600

const reporting = (
  cluster: string,
  word: 'daily' | 'weekly',
  when: string,
  zone: string,
): NamedWish => ({
  id: `${word}-${cluster.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`.slice(0, 40),
  command: `report ${word} cluster=${cluster}`,
  calendar: when,
  zone,
  overlap: 'skip',
  catchUp: reportCatchUp,
  jitter: 0,
})

const reportsOf = (cluster: string, { at, zone, weekly }: ReportsConfig): readonly NamedWish[] => [
  reporting(cluster, 'daily', `daily at ${at}`, zone),
  ...(weekly === 'off' ? [] : [reporting(cluster, 'weekly', `${weekly} at ${at}`, zone)]),
]

/** The reports of each cluster, unless they are off, and what the inventory lists by name. */
export const inventoryWishes = (
  clusters: readonly string[],
  reports: ReportsConfig | null,
  listed: readonly NamedWish[],
): readonly NamedWish[] => [
  ...(reports === null ? [] : clusters.flatMap(cluster => reportsOf(cluster, reports))),
  ...listed,
]
