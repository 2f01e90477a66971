/** Signatures of base backups: a folder tells by them which of its backups Howdah took. */
export interface BackupMarks {
  /** Signs Howdah's words about a backup; throws a Failure without a key. */
  sign(about: object): string
  /** Whether one of the keys made the signature. */
  signed(about: object, signature: string): boolean
}
