/** Reads the text of a spool, up to so many lines by others that nobody is kept busy with a huge file. */
import { linesFrom } from '#audit/spool/lines-from'
import { type Spooled, spooledOf } from '#audit/spool/spooled'
import type { RowSigner } from '#signing/rows'

export interface ReadLines {
  /** Each line once. */
  readonly lines: readonly Spooled[]
  /** Lines by hand, empty lines and copies. */
  readonly strange: number
  /** False where the text has more strange lines than allowed, and was not read to the end. */
  readonly isWhole: boolean
}

export const readSpooled = (text: string, signer: RowSigner, mostStrange: number): ReadLines => {
  const found = new Map<string, Spooled>()
  let strange = 0
  for (const line of linesFrom(text)) {
    const spooled = spooledOf(line, signer)
    if (!spooled.genuine || found.has(spooled.key)) {
      if (strange === mostStrange) return { lines: [...found.values()], strange, isWhole: false }
      strange += 1
    }
    if (line !== '') found.set(spooled.key, spooled)
  }
  return { lines: [...found.values()], strange, isWhole: true }
}
