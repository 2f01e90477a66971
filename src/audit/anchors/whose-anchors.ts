/**
 * Whose heads an anchor file keeps. Two control databases of one account would share the default folder:
 * the heads of one record say nothing about the other, and the spool would be drained into the wrong one.
 */
import type { Anchor } from '#audit/head'
import { held } from '#audit/read-entries'
import { Failure } from '#src/errors'
import { knownAnchors } from '#store/anchors'
import type { Store } from '#store/store'

const knownMost = 1_000

/**
 * Throws a Failure when the file at `path` has anchors, no anchor is in the record, and the control database
 * knows none. Anchors that are known and not in the record mean that the record was rewritten.
 */
export const refuseOthersAnchors = async (
  store: Store,
  path: string,
  anchors: readonly Anchor[],
): Promise<void> => {
  if (anchors.length === 0 || (await held(store, anchors)).length > 0) return
  const { known } = await knownAnchors(store, null, knownMost)
  if (known.some(({ hash }) => anchors.some(one => one.hash === hash))) return
  throw new Failure(
    'audit.others',
    `${path} keeps heads of another record: none of them is in the record of this control database. Another Howdah of this account writes there, or this control database was made anew, restored to before its first anchor, or rewritten from its first entry on.`,
    `If this is a second Howdah, give it a folder of its own: \`record\` in its inventory. If not, look at the clusters first (docs/recovery.md), then move ${path} to another place and keep it.`,
  )
}
