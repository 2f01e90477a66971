/** The failure of a move of the primary that broke off. */
import { takenOver } from '#cluster/drivers/session/taken-over'
import { Failure } from '#src/errors'
import { asSentence } from '#text/sentence'

export const brokeOff = (
  what: 'switchover' | 'failover',
  { from, node }: { readonly from: string; readonly node: string },
  { lost, error }: { readonly lost: AbortSignal; readonly error: unknown },
): Failure => {
  if (lost.aborted) return takenOver(error)
  if (error instanceof Failure) return error
  return new Failure(
    `${what}.broke`,
    `The ${what} broke off: ${asSentence(error instanceof Error ? error.message : String(error))}`,
    `Look at ${from} and ${node}, and at the log of Howdah.`,
    { cause: error },
  )
}
