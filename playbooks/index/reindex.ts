/**
 * Rebuilds an index while reads and writes go on. PostgreSQL builds a copy beside it and swaps them, so
 * it needs the room twice; a rebuild that fails leaves the copy, `…_ccnew`, behind: the step's repair.
 */
import { z } from 'zod'
import { type IndexAbout, lookAtExisting } from '#cluster/index-about'
import { rebuildIndex } from '#cluster/index-actions'
import { sessionLabelOf } from '#cluster/sessions'
import { line } from '#engine/input'
import { definePlaybook } from '#engine/playbook'
import { refusal } from '#engine/refusal'
import { mayNotActAs, noIndexNamed, observedOnly, severalNamed } from '#engine/refusals'
import { bytes } from '#engine/spoken'

const input = z.object({
  index: line.max(130).describe('Which index, e.g. users_email_idx'),
})

/** PostgreSQL cuts the name so that `_ccnew` fits into 63 bytes; longer ones would need its quoting rules. */
const nameMost = 57

export const reindexIndex = definePlaybook<z.infer<typeof input>, IndexAbout>({
  name: 'index.reindex',
  version: 1,
  summary: 'Rebuild an index while reads and writes continue',
  risk: 'change',
  input,

  look: (view, { index }) => lookAtExisting(view, index),

  refuse({ index: typed }, facts) {
    if (facts.found === 'several') return severalNamed('index', typed, facts.indexes)
    if (facts.found === 'nothing') return noIndexNamed(typed, facts.known, 'index reindex')
    const { index, actor, maySetRole, freeBytes, copies } = facts
    if (actor === null) {
      return observedOnly()
    }
    if (Buffer.byteLength(index.name) > nameMost || copies.length > 0) {
      return copies[0] === undefined
        ? refusal(
            'Its name is too long to tell its copy apart.',
            'Rename it to at most 57 bytes first.',
          )
        : refusal(
            `${copies[0]} is left from a rebuild that failed.`,
            'Drop it, then ask again.',
            `index drop ${copies[0]}`,
          )
    }
    if (freeBytes !== null && freeBytes < 3 * index.bytes) {
      return refusal(
        `The rebuild may need ${bytes(3 * index.bytes)}, and ${bytes(freeBytes)} are free.`,
        'Free some disk first.',
      )
    }
    return maySetRole ? undefined : mayNotActAs(actor, index.owner, index.quotedTable)
  },

  plan(_, facts) {
    if (facts.found !== 'one') throw new Error('planned without an index')
    const { index, place } = facts
    const name = `${index.name}_ccnew`
    const quoted = index.quoted.endsWith('"')
      ? `${index.quoted.slice(0, -1)}_ccnew"`
      : `${index.quoted}_ccnew`
    return {
      headline: `Rebuild index ${index.quoted} (${bytes(index.bytes)}${index.valid ? '' : ', invalid'})`,
      steps: [
        {
          title: `Rebuild ${index.quoted}`,
          action: rebuildIndex(place, index.oid, { name, quoted }),
          effects: [
            {
              change: 'rebuild',
              kind: 'index',
              object: index.quoted,
              bytes: index.bytes,
              lock: {
                table: index.quotedTable,
                mode: 'SHARE UPDATE EXCLUSIVE',
                blocks: 'schema changes',
              },
            },
          ],
          onFailure: 'undo',
          undo: null,
        },
      ],
      claims: [facts.claim],
      estimates: [
        {
          label: 'Locks',
          value: `reads and writes on ${index.quotedTable} continue; other schema changes wait`,
        },
        { label: 'Size now', value: bytes(index.bytes) },
        {
          label: 'Free disk',
          value:
            facts.freeBytes === null
              ? 'not visible from here'
              : `${bytes(facts.freeBytes)} on ${place.node}`,
        },
        { label: 'Undo', value: 'none needed: the index stays the same for everybody' },
      ],
      notes: facts.longTransactions.map(
        one => `The rebuild waits for ${sessionLabelOf(one)} to end its transaction.`,
      ),
    }
  },

  verify(_, facts) {
    if (facts.found !== 'one') return 'The index is gone.'
    if (!facts.index.valid) return 'The index is invalid.'
    return facts.copies.length === 0 ? undefined : `${facts.copies.join(', ')} is left behind.`
  },
})
