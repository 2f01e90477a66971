/** The text of `pgbackrest verify --output=text --verbose`, with exit code 0 also for damage (2.45). */

export interface VerifyReport {
  /** `ok` or `error`; null for a text without that line. */
  readonly status: string | null
  readonly archives: readonly CheckedPart[]
  readonly backups: readonly CheckedPart[]
  /** Lines beside the figures. */
  readonly more: readonly string[]
}

export interface CheckedPart {
  /** `15-1`, or the label of a backup. */
  readonly name: string
  /** `valid`, `invalid`, `manifest missing`, `in-progress`; of an archive `valid` where the figures say so. */
  readonly status: string
  readonly checked: number
  readonly valid: number
  /** `missing: 1, checksum invalid: 0`; null where there are no such figures. */
  readonly figures: string | null
}

const archiveLine = /^archiveId: (\S+), total WAL checked: (\d+), total valid WAL: (\d+)$/
const backupLine =
  /^backup: (\S+), status: ([a-z -]+?)(?:, total files checked: (\d+), total valid files: (\d+))?$/
const figuresLine = /^missing: \d+, checksum invalid: \d+, size invalid: \d+, other: \d+$/

export const readVerifyReport = (text: string): VerifyReport => {
  let status: string | null = null
  const archives: CheckedPart[] = []
  const backups: CheckedPart[] = []
  const more: string[] = []
  let open: CheckedPart[] | undefined
  for (const line of text.split('\n').map(one => one.trim())) {
    const archive = archiveLine.exec(line)
    const backup = backupLine.exec(line)
    if (archive) {
      const [, name = '', checked, valid] = archive
      const is = checked === valid ? 'valid' : 'invalid'
      archives.push({
        name,
        status: is,
        checked: Number(checked),
        valid: Number(valid),
        figures: null,
      })
      open = archives
    } else if (backup) {
      const [, name = '', is = '', checked = '0', valid = '0'] = backup
      backups.push({
        name,
        status: is,
        checked: Number(checked),
        valid: Number(valid),
        figures: null,
      })
      open = backups
    } else if (figuresLine.test(line)) {
      const last = open?.pop()
      if (last) open?.push({ ...last, figures: line })
    } else if (line.startsWith('status: ')) status = line.slice('status: '.length)
    else if (line !== '' && !line.startsWith('stanza: ')) more.push(line)
  }
  return { status, archives, backups, more }
}
