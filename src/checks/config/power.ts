/** The next power of two that is not less: people read sizes in such steps. */
export const powerOver = (amount: number): number => 2 ** Math.ceil(Math.log2(Math.max(1, amount)))

/** The last power of two that is not more. */
export const powerUnder = (amount: number): number =>
  2 ** Math.floor(Math.log2(Math.max(1, amount)))
