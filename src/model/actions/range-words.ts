/** Says which rows a batch is about, and how far batches have come. Keys that may hold people's data are not told. */
import type { Cursor, Far, KeyColumn, KeyText } from '#model/actions/cursor'

/** Types whose values are numbers and times. */
const told = /^(smallint|integer|bigint|numeric|uuid|date|timestamp.*)$/

const figure = (count: number): string => count.toLocaleString('en')

/** `id 17001 to 18000`; otherwise the rows in the order of the key. */
export const rangeWords = (
  key: readonly KeyColumn[],
  first: KeyText,
  last: KeyText,
  done: Far | null,
): string => {
  if (!isTold(key))
    return `the rows after the first ${figure(done?.rows ?? 0)} in the order of the key`
  const columns = key.map(({ column }) => column).join(', ')
  return `${columns} ${first.join(', ')} to ${last.join(', ')}`
}

const isTold = (key: readonly KeyColumn[]): boolean => key.every(({ type }) => told.test(type))

/** `17,000 rows were done in 17 batches. What comes after id 17000, up to 20000, is left.` */
export const farWords = (key: readonly KeyColumn[], cursor: Cursor | null): string => {
  const { done = null, range = null, finished = false } = cursor ?? {}
  if (done === null) return finished ? 'There was no row to do.' : 'No row was done.'
  if (finished) return `${reachedWords(done)}: all of them.`
  const columns = key.map(({ column }) => column).join(', ')
  const left = isTold(key)
    ? `What comes after ${columns} ${done.upTo.join(', ')}, up to ${range?.last.join(', ')}, is left.`
    : 'The rows after them, in the order of the key, are left.'
  return `${reachedWords(done)}. ${left}`
}

/** `17,000 rows were done in 17 batches`. */
export const reachedWords = ({ rows, pieces }: Far): string =>
  `${figure(rows)} ${rows === 1 ? 'row was' : 'rows were'} done in ${figure(pieces)} ${pieces === 1 ? 'batch' : 'batches'}`

/** Where the server cannot tell any more. */
export const mostWords = ({ rows, pieces }: Far): string =>
  `at most ${figure(rows)} ${rows === 1 ? 'row was' : 'rows were'} done in ${figure(pieces)} ${pieces === 1 ? 'batch' : 'batches'}, the last perhaps not.`
