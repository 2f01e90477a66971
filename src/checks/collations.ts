/** Sentences about collations of another version. */
import type { ChangedCollation } from '#cluster/facts/node/collations'
import { counted, fewOf } from '#text/figures'
import { writeCommand } from '#text/write-command'

const most = 5

export const collationLine = (
  place: { readonly cluster: string; readonly database: string },
  { what, builtWith, now, indexes, refresh }: ChangedCollation,
): string => {
  const changed = `${place.cluster}, ${place.database}: ${what} sorts by version ${now} of its library, and was made with ${builtWith}.`
  if (indexes.length === 0)
    return `${changed} No index depends on it. Let its owner run: \`${refresh};\``
  return `${changed} ${counted(indexes.length, 'index', 'indexes')} may be out of order: ${fewOf(indexes, most)}. Rebuild each with \`${writeCommand('index reindex index=…', { ...place })}\`; after the last one let the owner run: \`${refresh};\``
}
