/**
 * The usual mean time of a statement, and the evidence for a slower one: the logarithm of the time, the deviation of the
 * logarithm, and the sum of how far newer times lie above both (Page's CUSUM, 1954).
 */

export interface Past {
  /** Samples so far. */
  readonly samples: number
  /** Natural logarithm of the usual mean time in milliseconds. */
  readonly usual: number
  /** Of the logarithm, from sample to sample. */
  readonly variance: number
  /** Deviations above what is usual, summed; 0 while nothing speaks for a change. */
  readonly evidence: number
  /** Samples in a row that were `least` times slower than usual. */
  readonly inARow: number
  /** When the samples in a row began; null without such samples. */
  readonly since: number | null
  readonly isSlower: boolean
  /** Samples in a row that were nearly as usual again. */
  readonly calm: number
}

/** Samples until a statement has a past: ten minutes. */
export const learned = 60
/** A statement is called slower from this many times its usual time. */
const least = Math.log(1.5)
/** Well below, so that no statement comes and goes. */
const again = Math.log(1.25)
/** In deviations: the part of a sample that does not count, the most that a single sample counts, and the sum that is enough. */
const slack = 1.5
const most = 3
const enough = 5.5
/** Stalls are shorter. */
const samplesInARow = 4
/** After two minutes a statement is told among many slower statements too. */
const whoeverElse = 12
const calmSamples = 6
/** Share of a newer sample in the usual time: an hour of samples. */
const slowly = 1 / 360
const quickly = 1 / 30
const leastVariance = 1e-4

export const firstPast = (time: number): Past => ({
  samples: 1,
  usual: time,
  variance: 0.05,
  evidence: 0,
  inARow: 0,
  since: null,
  isSlower: false,
  calm: 0,
})

/** How much slower the sample is than usual, as a logarithm. */
export const above = ({ usual }: Past, time: number): number => time - usual

export const isAbove = (excess: number): boolean => excess > least

/**
 * The past with a sample more. `excess` is the logarithm over the usual, less the part that all statements share;
 * `alone` is false while many statements are slower at once.
 */
export const withSample = (past: Past, excess: number, at: number, alone: boolean): Past => {
  const deviation = Math.sqrt(past.variance)
  const learning = past.samples < learned
  const evidence = learning
    ? 0
    : Math.max(0, past.evidence + Math.min(most, excess / deviation) - slack)
  const inARow = !learning && isAbove(excess) ? past.inARow + 1 : 0
  const calm = past.isSlower && excess < again ? past.calm + 1 : 0
  const found = evidence > enough && inARow >= samplesInARow && (alone || inARow >= whoeverElse)
  const isSlower = past.isSlower ? calm < calmSamples : found
  const isOver = past.isSlower && !isSlower
  const stands = isSlower || evidence > enough / 2
  return {
    ...(stands ? past : learn(past, excess, learning)),
    samples: past.samples + 1,
    evidence: isOver ? 0 : evidence,
    inARow,
    since: inARow === 0 && !isSlower ? null : (past.since ?? at),
    isSlower,
    calm,
  }
}

/** A sample far off moves the usual time no more than a sample at two deviations. */
const learn = (past: Past, excess: number, learning: boolean): Past => {
  const far = 2 * Math.sqrt(past.variance)
  const kept = Math.max(-far, Math.min(far, excess))
  const share = learning ? quickly : slowly
  return {
    ...past,
    usual: past.usual + (learning ? excess / (past.samples + 1) : slowly * kept),
    variance: Math.max(leastVariance, past.variance + share * (kept * kept - past.variance)),
  }
}
