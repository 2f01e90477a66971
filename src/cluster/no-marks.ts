/** A process without a key: every base backup is another's there, and none is taken. */
import type { BackupMarks } from '#model/record/backup-marks'
import { Failure } from '#src/errors'

export const noMarks: BackupMarks = {
  sign() {
    throw new Failure(
      'signing.no-key',
      'This process has no signing key, so a base backup would be nobody’s.',
      'Set HOWDAH_SIGNING_KEY or HOWDAH_SIGNING_KEY_FILE to the key that the bots have.',
    )
  },
  signed: () => false,
}
