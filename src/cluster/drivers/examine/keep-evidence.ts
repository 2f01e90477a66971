/** Writes the evidence of a drill into the repository, as a whole or not at all. */
import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { putFile } from '#cluster/drivers/files/put-file'
import {
  type DrillEvidence,
  drillsIn,
  evidenceFile,
  readEvidence,
  writeEvidence,
} from '#cluster/facts/restore/evidence'
import type { BackupMarks } from '#model/record/backup-marks'
import { Failure } from '#src/errors'

/** Gives the SHA-256 of the document, in hex. */
export const keepEvidence = async (
  folder: string,
  evidence: DrillEvidence,
  { marks, run }: { readonly marks: BackupMarks; readonly run: string },
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
  await putFile(join(place, evidenceFile(evidence.drill)), text, {
    mode: 0o644,
    owner: null,
    flush: true,
  })
  return createHash('sha256').update(text).digest('hex')
}
