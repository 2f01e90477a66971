/** All by which advice about settings is judged: settings, counters of every node, and the machine. */
import { type ConfigAbout, lookAtConfig } from '#cluster/facts/config/look'
import { readWorkload, type Workload } from '#cluster/facts/config/workload'
import { type SpillingRead, spillingStatements } from '#cluster/facts/query/spilled'
import type { Machine, View } from '#model/view'

export interface TuningAbout extends ConfigAbout {
  readonly database: string
  /** By node, of every node in `nodes`. */
  readonly workloads: Readonly<Record<string, Workload>>
  readonly spilling: SpillingRead
  /** The primary's; null where the machine is not visible from here. */
  readonly machine: Machine | null
  /** Free bytes where the primary's WAL lies; null where not visible from here. */
  readonly walFreeBytes: number | null
}

/** Statements that are named as evidence. */
const most = 3

export const lookAtTuning = async (view: View): Promise<TuningAbout> => {
  const primary = view.nodes.find(({ role }) => role === 'primary')
  const [about, spilling, machine, disk, ...workloads] = await Promise.all([
    lookAtConfig(view),
    spillingStatements(view, most),
    primary?.machine() ?? null,
    primary?.walDisk(null) ?? null,
    ...view.nodes.map(
      async ({ name, reader }) => [name, await readWorkload(reader, view.cluster.version)] as const,
    ),
  ])
  return {
    ...about,
    database: view.database,
    workloads: Object.fromEntries(workloads),
    spilling,
    machine,
    walFreeBytes: disk?.freeBytes ?? null,
  }
}
