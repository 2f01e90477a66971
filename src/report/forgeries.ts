/** Looks each minute for rows that somebody else wrote into the control database, and says so once. */
import type { Answer } from '#model/reply'
import type { SayTogether } from '#report/say-once'
import { type ForgedRow, forgedRows } from '#store/forged-rows'
import { forgeriesSoughtUntil, openSince, soughtForgeries } from '#store/retention/forgery-look'
import type { Store } from '#store/store'
import { fewOf } from '#text/figures'

const everyMs = 60_000

export const lookingForForgeries = (store: Store, together: SayTogether): (() => Promise<void>) => {
  let since: Date | null = null
  let lookedAt = Number.NEGATIVE_INFINITY
  return async () => {
    if (performance.now() - lookedAt < everyMs) return
    const seen = await openSince(store)
    since ??= await forgeriesSoughtUntil(store)
    const found = await forgedRows(store, since)
    // Each row has a key: what is found again at each look, as an end by hand, hides no other row.
    const keyOf = ({ what, at }: ForgedRow) =>
      store.signer.unforeseen(`forged ${what} ${at.toISOString()}`)
    const rows = found.map(row => ({ what: row.what, key: keyOf(row) }))
    await together(
      rows.map(({ key }) => key),
      async unsaid => ({
        answer: forgedWords(rows.filter(({ key }) => unsaid.has(key)).map(({ what }) => what)),
      }),
    )
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
    'None of it counts: Howdah did not sign it. Find out who has the password of its login, and change it.',
  ],
  offers: [{ label: 'Verify Record', command: 'audit verify' }],
})
