/** The measurements of a guard, for the journal and the record. */
import type { Judgement } from '#model/guard'

/** As sentences, `more` last, and as numbers; empty where the readings tell too little. */
export const figuresOf = (
  verdict: Judgement,
  more: readonly string[] = [],
): Readonly<Record<string, unknown>> => {
  if (verdict.kind === 'breach' || !verdict.figures) return {}
  const untold = verdict.kind === 'well' ? [] : [verdict.because]
  return {
    figures: [...verdict.figures.map(({ sentence }) => sentence), ...untold, ...more],
    measured: verdict.figures,
  }
}
