/** Signatures of base backups, by the keys that sign rows. */
import type { BackupMarks } from '#model/record/backup-marks'
import type { RowSigner } from '#signing/rows'

export const backupMarks = (signer: RowSigner): BackupMarks => ({
  sign: about => signer.sign('backup', about),
  signed: (about, signature) => signer.check('backup', about, signature) === 'genuine',
})
