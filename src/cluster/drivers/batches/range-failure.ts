/** The Failure of a batch: the rows of the batch, and the batches done before. */
import type { Batch } from '#cluster/drivers/batches/send-batch'
import type { BatchesAction } from '#model/actions/batches'
import type { Cursor } from '#model/actions/cursor'
import { rangeWords, reachedWords } from '#model/actions/range-words'
import { Failure } from '#src/errors'
import { asSentence } from '#text/sentence'

export const rangeFailure = (
  { key }: Pick<BatchesAction, 'key'>,
  { done }: Pick<Cursor, 'done'>,
  { first, last }: Batch,
  { code, message, instead, unknown, cause }: Failure,
): Failure => {
  if (unknown) return new Failure(code, message, instead, { cause, unknown })
  const before = done === null ? 'No batch was done before it' : `Before it, ${reachedWords(done)}`
  return new Failure(
    code,
    `The batch of ${rangeWords(key, first, last, done)} was rolled back: ${asSentence(message)} ${before}.`,
    instead,
    { cause },
  )
}
