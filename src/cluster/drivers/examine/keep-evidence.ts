/** Writes the evidence of a drill into the repository, as a whole or not at all. */
import { createHash } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { flushFolder } from '#cluster/drivers/files/flush-folder'
import {
  type DrillEvidence,
  drillsIn,
  evidenceFile,
  readEvidence,
  writeEvidence,
} from '#cluster/facts/restore/evidence'
import type { Holder } from '#model/actions/driver'
import { Failure } from '#src/errors'

/** Gives the SHA-256 of the document, in hex. */
export const keepEvidence = async (
  folder: string,
  evidence: DrillEvidence,
  { cluster: { marks }, run, token }: Holder,
): Promise<string> => {
  const place = drillsIn(folder)
  await mkdir(place, { recursive: true, mode: 0o755 })
  const earlier = await readEvidence(folder, evidence.drill, marks)
  if (earlier && earlier.run !== run)
    throw new Failure(
      'drill.name-taken',
      `Another drill became ${evidence.drill} meanwhile.`,
      'Run the drill again.',
    )
  const text = writeEvidence(evidence, marks)
  const half = join(place, `.${evidence.drill}.${run}.${token}`)
  try {
    await writeFile(half, text, { mode: 0o644, flush: true })
    await rename(half, join(place, evidenceFile(evidence.drill)))
  } finally {
    await rm(half, { force: true })
  }
  await flushFolder(place)
  return createHash('sha256').update(text).digest('hex')
}
