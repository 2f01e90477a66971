/** The findings of a reading of a whole backup, and how far the reading is. */
export interface Reading {
  /** Notes a fault, in a sentence that names the file. */
  wrong(what: string): void
  /** The first sentences, and the number of all. */
  found(): { readonly first: readonly string[]; readonly count: number }
  /** Counts `bytes` of `what` as read; throws once the work has to end. */
  read(bytes: number, what: string): void
}

/** Sentences that are kept: a damaged disk may damage every file. */
const mostKept = 5

/** `goOn` throws once the work has to end; `tell` hears the bytes read so far. */
export const openReading = (
  goOn: () => void,
  tell: (bytes: number, what: string) => void,
): Reading => {
  const first: string[] = []
  let count = 0
  let bytes = 0
  return {
    wrong(what) {
      count += 1
      if (first.length < mostKept) first.push(what)
    },
    found: () => ({ first, count }),
    read(more, what) {
      goOn()
      bytes += more
      tell(bytes, what)
    },
  }
}
