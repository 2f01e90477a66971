/** A playbook with steps that name outputs of earlier steps: the WAL position, and the number of a new row. */
import { z } from 'zod'
import type { Outputs, Query } from '#model/actions/action-kind'
import { definePlaybook } from '#model/playbook'

const input = z.object({
  /** Tells the rows of different plans apart. */
  name: z.string(),
  /** What the first step reads in place of the WAL position. */
  reads: z.string().default('pg_current_wal_lsn()::text'),
  /** Whether the second step has a query that tells its state. */
  seen: z.boolean().default(true),
  /** Whether the third step needs the number of the row. */
  needs: z.enum(['lsn', 'mark']).default('lsn'),
})

/** The table `marks` belongs to `app`, and howdah may read it. */
export const marksTable = [
  'create table marks (id serial, name text, lsn text)',
  'grant select on marks to howdah',
]

const lsn = { from: 0, output: 'lsn' }
const mark = { from: 1, output: 'mark' }

interface Place {
  readonly node: string
  readonly database: string
}

export const chained = definePlaybook<z.infer<typeof input>, Place, Place>({
  name: 'wal.mark',
  version: 1,
  summary: 'Mark a WAL position',
  example: 'before',
  first: 'name',
  risk: 'change',
  input,
  look: view => Promise.resolve({ node: 'shop-1', database: view.database }),
  refuse: (_, facts) => facts,
  plan({ name, reads, seen, needs }, place) {
    const marked: Query = {
      text: `select case when exists (select from public.marks where name = $1) then 'present' else 'absent' end as state`,
      values: [name],
    }
    const sql = {
      kind: 'sql',
      ...place,
      duty: 'ddl',
      role: 'app',
      repair: null,
      tidy: null,
      again: false,
      locking: 'none',
      deadlineSeconds: 60,
    } as const
    const outputs: Outputs = { lsn: 'lsn' }
    return {
      headline: `Mark ${name}`,
      steps: [
        {
          title: 'Read where the WAL is',
          action: {
            kind: 'read',
            ...place,
            duty: 'observe',
            query: { text: `select ${reads} as lsn`, values: [] },
            outputs,
            deadlineSeconds: 30,
          },
          effects: [],
          onFailure: 'undo',
          undo: null,
        },
        {
          title: `Write ${name} down`,
          action: {
            ...sql,
            statement: 'insert into public.marks (name, lsn) values ($1, $2) returning id as mark',
            values: [name, lsn],
            state: seen ? marked : null,
            outputs: { mark: 'number' },
          },
          effects: [],
          onFailure: 'undo',
          undo: {
            title: `Delete ${name}`,
            action: {
              ...sql,
              statement: 'delete from public.marks where id = $1',
              values: [mark],
              state: null,
              again: true,
            },
            effects: [],
          },
        },
        {
          title: 'Wait until the WAL has gone on',
          action: {
            kind: 'wait',
            ...place,
            duty: 'observe',
            until: {
              text: `select case when $1::text is not null then 'present' else 'absent' end as state`,
              values: [needs === 'lsn' ? lsn : mark],
            },
            everySeconds: 0.2,
            deadlineSeconds: 30,
          },
          effects: [],
          onFailure: 'undo',
          undo: null,
        },
      ],
      claims: [],
      estimates: [],
      notes: [],
    }
  },
  verify: () => undefined,
})
