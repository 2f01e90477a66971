/** Prints what both builds took, and their ratio. */
export interface Load {
  readonly name: string
  readonly restMb: number
  readonly peakMb: number
  /** The figure of patience: until the next answer, or until the last connection was closed. */
  readonly seconds: number
  readonly what: string
}

export const tellLoad = (loads: readonly Load[]): void => {
  for (const { name, restMb, peakMb, seconds, what } of loads)
    console.log(
      `  ${name.padEnd(8)} memory ${restMb.toFixed(0)} → ${peakMb.toFixed(0)} MB (× ${(peakMb / restMb).toFixed(2)}), ${what} ${seconds.toFixed(1)} s`,
    )
  const [before, after] = loads
  if (before && after)
    console.log(
      `  ratio: peak ${(after.peakMb / before.peakMb).toFixed(2)}, time ${(after.seconds / before.seconds).toFixed(2)}`,
    )
}
