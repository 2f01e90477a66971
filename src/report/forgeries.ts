/** Looks each minute for rows that somebody else wrote into the control database, and says so once. */
import type { Answer } from '#model/reply'
import type { SayOnce } from '#report/say-once'
import { forgedRows } from '#store/forged-rows'
import { forgeriesSoughtUntil, openSince, soughtForgeries } from '#store/retention/forgery-look'
import type { Store } from '#store/store'
import { fewOf } from '#text/figures'

const everyMs = 60_000

export const lookingForForgeries = (store: Store, once: SayOnce): (() => Promise<void>) => {
  let since: Date | null = null
  let lookedAt = Number.NEGATIVE_INFINITY
  return async () => {
    if (performance.now() - lookedAt < everyMs) return
    const seen = await openSince(store)
    since ??= await forgeriesSoughtUntil(store)
    const found = await forgedRows(store, since)
    const last = found.at(-1)
    if (last)
      await once(`forged ${last.what} ${last.at.toISOString()}`, async () => ({
        answer: forgedWords(found.map(({ what }) => what)),
      }))
    lookedAt = performance.now()
    if (seen === null) return
    since = seen
    await soughtForgeries(store, since)
  }
}

export const forgedWords = (rows: readonly string[]): Answer => ({
  kind: 'answer',
  title: `Somebody wrote into the control database past Howdah: ${fewOf(rows, 3)}.`,
  lines: [
    'Nothing of it counts: Howdah did not sign it. Find out who has the password of its login, and change it.',
  ],
  offers: [{ label: 'Verify Record', command: 'audit verify' }],
})
