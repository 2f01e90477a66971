/** Where a drill works, and where its evidence is kept. */
import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type DrillEvidence,
  drillsIn,
  evidenceFile,
  readDrills,
} from '#cluster/facts/backup/drills'
import type { ActionState } from '#model/actions/action-kind'
import type { DrillAction } from '#model/actions/drill'

type Drilled = Pick<DrillAction, 'folder' | 'drill' | 'place' | 'way'>

const prefix = ({ drill }: Pick<Drilled, 'drill'>, run: string | null): string =>
  run === null ? `.${drill}.` : `.${drill}.${run}.`

export const workFolder = (action: Drilled, run: string, token: number): string =>
  join(action.place, `${prefix(action, run)}${token}`)

/** `run` null: of any run. */
export const stateOfDrill = async (action: Drilled, run: string | null): Promise<ActionState> => {
  const left = await leftovers(action, run)
  if (action.way === 'remove') return left.length === 0 ? 'present' : 'absent'
  const kept = (await readDrills(action.folder)).some(({ drill }) => drill === action.drill)
  return kept ? 'present' : left.length === 0 ? 'absent' : 'partial'
}

/** The server of an interrupted drill ends with its process, and may still write for a moment. */
export const removeWork = async (action: Drilled, run: string): Promise<void> => {
  for (const name of await leftovers(action, run))
    await rm(join(action.place, name), { recursive: true, force: true, maxRetries: 20 })
}

const leftovers = async (action: Drilled, run: string | null): Promise<readonly string[]> =>
  (await readdir(action.place).catch(() => [])).filter(name => name.startsWith(prefix(action, run)))

/** Evidence is there as a whole, or not at all. */
export const keepEvidence = async (
  folder: string,
  evidence: DrillEvidence,
  unique: string,
): Promise<void> => {
  const drills = drillsIn(folder)
  await mkdir(drills, { recursive: true, mode: 0o700 })
  const half = join(drills, `.${evidence.drill}.${unique}`)
  await writeFile(half, `${JSON.stringify(evidence, null, 2)}\n`, {
    mode: 0o600,
    flush: true,
    flag: 'wx',
  })
  await rename(half, join(drills, evidenceFile(evidence.drill)))
  const handle = await open(drills)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
