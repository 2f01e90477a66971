/** Outputs of the steps that are done, from the journal alone: the same in every process that takes the run over. */
import { sinceParked } from '#engine/run/journal/since-parked'
import type { Reference } from '#model/actions/action-kind'
import {
  type Heard,
  type HeardBySteps,
  referencesIn,
  valueOf,
  wordsOf,
} from '#model/actions/outputs'
import type { JournalEntry } from '#model/journal'
import { Failure } from '#src/errors'

type Entries = readonly JournalEntry[]

export const outputsIn = (journal: Entries): HeardBySteps =>
  new Map(
    sinceParked(journal).flatMap(({ kind, step, detail }) =>
      kind === 'done' && step !== null && detail['outputs'] !== undefined
        ? [[step, detail['outputs'] as Heard] as const]
        : [],
    ),
  )

/** Why `action` cannot be sent: a value was never heard. Undefined where every value is known. */
export const unheardIn = (action: object, journal: Entries): Failure | undefined => {
  const heard = outputsIn(journal)
  const missing = referencesIn(action).find(reference => valueOf(reference, heard) === undefined)
  if (!missing) return undefined
  return new Failure(
    'run.no-output',
    unheardWords(missing, journal),
    'Plan again: it is read anew.',
  )
}

/** `It needs the LSN that step 2 reads, which is not known: the step failed.` */
const unheardWords = (missing: Reference, journal: Entries): string =>
  `It needs ${wordsOf(missing)}, which is not known: ${fateOf(journal, missing.from)}`

const fateOf = (journal: Entries, step: number): string => {
  const last = sinceParked(journal).findLast(
    entry => entry.step === step && ['done', 'failed', 'settled'].includes(entry.kind),
  )
  if (last?.kind === 'settled')
    return 'a person said that the step was done, and nobody heard its answer.'
  if (last?.kind === 'failed') return 'the step failed.'
  return 'the step was found done after its answer was lost with a connection.'
}
