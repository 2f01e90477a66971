/**
 * Drops a table that Howdah detached from a partitioned table, once the time to keep the table has passed. Signed rows
 * tell the detachments; a table of another origin is left alone.
 */
import { z } from 'zod'
import {
  type DetachedTable,
  type FoundDetached,
  lookAtDetached,
} from '#cluster/facts/partition/detached'
import { line } from '#model/input'
import { definePlaybook } from '#model/playbook'
import { dropDetached } from '#playbooks/partition/actions'
import { dropRefused } from '#playbooks/partition/drop-refusals'
import { bytes, count } from '#text/figures'
import { minute } from '#text/instant'

const input = z.object({
  table: line
    .max(130)
    .describe('Which detached partition, e.g. events_2025_01')
    .meta({ names: 'table', writtenAs: 'name' }),
})

export const partitionDrop = definePlaybook<
  z.infer<typeof input>,
  FoundDetached,
  DetachedTable & { readonly actor: string }
>({
  name: 'partition.drop',
  version: 1,
  summary: 'Drop a partition that was detached, when its time has passed',
  example: 'events_2025_01',
  first: 'table',
  risk: 'irreversible',
  input,

  look: (view, { table }, known) => lookAtDetached(view, known, { table, now: Date.now() }),

  refuse: dropRefused,

  plan(_, { table, detached, rows, ...facts }) {
    return {
      headline: `Drop ${table.quoted} (${bytes(facts.bytes)}), detached from ${detached.parent}`,
      steps: [
        {
          title: `Drop ${table.quoted}`,
          action: dropDetached(
            {
              node: facts.node,
              database: facts.database,
              role: table.owner,
              quoted: detached.parent,
              oid: '',
              defaultPart: null,
            },
            table,
          ),
          effects: [table.quoted, ...facts.refersTo].map(locked => ({
            change: 'drop',
            kind: 'partition',
            object: table.quoted,
            bytes: facts.bytes,
            lock: { table: locked, mode: 'ACCESS EXCLUSIVE', blocks: 'reads and writes' },
          })),
          onFailure: 'undo',
          undo: null,
        },
      ],
      claims: [
        {
          on: 'relation',
          key: `${facts.database}/${table.oid}`,
          label: table.quoted,
          mode: 'exclusive',
        },
      ],
      estimates: [
        { label: 'Detached', value: `${minute(detached.at)}, by run ${detached.run}` },
        { label: 'Kept for', value: facts.hold.words },
        { label: 'Rows', value: rows === null ? 'not known' : `about ${count(rows)}` },
        { label: 'Frees', value: bytes(facts.bytes) },
        { label: 'Undo', value: 'none: only a backup brings the rows back' },
      ],
      notes: [
        ...facts.refersTo.map(
          other =>
            `Reads and writes of ${other}, which a foreign key refers to, stop for a moment: the drop waits 100 ms for that lock and tries again.`,
        ),
        ...(facts.usedSince
          ? [`Queries have read ${table.quoted} directly since it was detached.`]
          : []),
      ],
    }
  },

  verify(_, facts) {
    return facts.found === 'nothing' ? undefined : 'The table is still there.'
  },
})
