import { describe, expect, test } from 'vitest'
import type { ClonedTable, CloneFacts, ExportFacts } from '#cluster/facts/clone/look'
import { refusal } from '#model/refusal'
import { exportInput } from '#playbooks/clone/export-input'
import { exportRefused } from '#playbooks/clone/export-refusals'
import {
  clonedOrders,
  clonedTable,
  cloneFacts,
  copiedOrders,
  exportFacts,
  quarantine,
} from '#test/support/facts/export'

const asked = exportInput.parse({ table: 'orders', clone: 'shop-1403' })

const inClone = (more: Partial<CloneFacts>): Partial<ExportFacts> => ({ clone: cloneFacts(more) })
const ofTable = (more: Partial<ClonedTable>): Partial<ExportFacts> =>
  inClone({ found: clonedTable(more) })

const mayNot = { maySetRole: false, ownerGrant: 'GRANT app TO act', ownerSuperuser: null }
const mood = { name: 'public.mood', kind: 'enum', parts: ['glad', 'sad'] } as const

const reasons: readonly (readonly [string, Partial<ExportFacts>, ReturnType<typeof refusal>])[] = [
  [
    'an unknown clone',
    { clone: null },
    refusal('There is no clone shop-1403 of shop.', 'Name shop-1403 or shop-1404.'),
  ],
  [
    'a cluster without clones',
    { clone: null, clones: [] },
    refusal(
      'There is no clone shop-1403 of shop.',
      'Make a clone of shop at the moment whose rows you want.',
    ),
  ],
  [
    'a cluster that is observed only',
    { login: null },
    refusal(
      'This cluster has no login for ddl: the inventory has no `credentials.ddl`.',
      'Add `credentials.ddl`: `howdah init --print-sql` prints its grants. Or run the SQL yourself.',
    ),
  ],
  [
    'a clone without a login for owners',
    inClone({ login: null }),
    refusal(
      'shop-1403 has no login for ddl, and the rows are read as the owner of the table.',
      'Add `credentials.ddl` to it in the inventory.',
    ),
  ],
  [
    'a table that is not there',
    inClone({ found: null, tables: [], known: ['order', 'users'] }),
    refusal('There is no table orders in shop-1403.', 'Did you mean `order`?'),
  ],
  [
    'a table of a later moment',
    inClone({ found: null, tables: [], known: [] }),
    refusal(
      'There is no table orders in shop-1403.',
      'Check its schema and spelling, and `database=`: or the clone is of a moment at which the table was not there.',
    ),
  ],
  [
    'two tables of that name',
    inClone({ found: null, tables: [clonedOrders(), clonedOrders({ quoted: 'old.orders' })] }),
    refusal('Several schemas have a table orders.', 'Say which: `public.orders` or `old.orders`.'),
  ],
  [
    'a table that a change had locked',
    inClone({ found: null, tables: [], locked: true }),
    refusal(
      'orders is locked in shop-1403, by another session or by the replay of a change that had not ended at that moment.',
      'Take a clone of an earlier moment, or end the session there.',
    ),
  ],
  [
    'a view',
    inClone({ found: null, tables: [], noTable: { kind: 'view', quoted: 'public.orders' } }),
    refusal(
      'public.orders is a view, which has no rows of its own.',
      'Name a table that the view reads.',
    ),
  ],
  [
    'a foreign table',
    inClone({
      found: null,
      tables: [],
      noTable: { kind: 'foreign table', quoted: 'public.orders' },
    }),
    refusal(
      'public.orders is a foreign table: its rows are elsewhere, and as they are now.',
      'Look for them there.',
    ),
  ],
  [
    'a clone that still replays',
    inClone({ moment: { recovering: true, paused: false, lsn: '0/3000060', stamp: null } }),
    refusal(
      'shop-1403 still replays WAL, and is at 0/3000060 now.',
      'Wait until it is paused at its moment.',
    ),
  ],
  [
    'a materialized view',
    ofTable({ table: clonedOrders({ kind: 'materialized view' }) }),
    refusal(
      'public.orders is a materialized view, whose rows come from its query.',
      'Bring back the tables that it reads, and refresh it.',
    ),
  ],
  [
    'an unlogged table',
    ofTable({ table: clonedOrders({ persistence: 'unlogged' }) }),
    refusal(
      'public.orders is unlogged: it is in no backup, and empty in each clone.',
      'Nothing of it can be brought back.',
    ),
  ],
  [
    'rows that the owner may not see',
    ofTable({ copied: copiedOrders({ rowSecurity: 'owner' }) }),
    refusal(
      'Row-level security of public.orders holds for its owner too, so not every row can be read.',
      'Run in a promoted clone: `ALTER TABLE public.orders NO FORCE ROW LEVEL SECURITY`.',
    ),
  ],
  [
    'large objects',
    ofTable({ copied: copiedOrders({ largeObjects: ['scan'] }) }),
    refusal(
      'scan of public.orders may name large objects, which would not come with the rows.',
      'Bring both back by hand: pg_dump with `--table` and `--large-objects` from the clone.',
    ),
  ],
  [
    'an owner that is gone',
    ofTable({ quarantine: quarantine({ owner: false }) }),
    refusal(
      'app, who owns public.orders in shop-1403, is not a role of shop any more.',
      'Make the role again: the table that is made belongs to it.',
    ),
  ],
  [
    'a login that may not act as the owner',
    ofTable({ reach: mayNot }),
    refusal(
      'act may not act as app, who owns public.orders.',
      'Ask an administrator to run: `GRANT app TO act`.',
    ),
  ],
  [
    'a login that may not act as the owner in the clone',
    ofTable({ reachThere: mayNot }),
    refusal(
      'act may not act as app, who owns public.orders in shop-1403.',
      'Ask an administrator to run: `GRANT app TO act`.',
    ),
  ],
  [
    'an owner who may make no schema',
    ofTable({ quarantine: quarantine({ createGrant: 'GRANT CREATE ON DATABASE app TO app' }) }),
    refusal(
      'app may not make a schema in database app.',
      'Let the owner of the database run: `GRANT CREATE ON DATABASE app TO app`. It can be taken back afterwards.',
    ),
  ],
  [
    'types and collations that are gone',
    ofTable({
      types: [mood],
      copied: copiedOrders({
        columns: [{ name: 'note', type: 'text COLLATE public.german', notNull: false }],
      }),
    }),
    refusal(
      'public.orders needs type public.mood, collation public.german, which database app of shop does not have.',
      'Make them again first, as they are in the clone.',
    ),
  ],
  [
    'an enum that lost a label',
    ofTable({ types: [mood], typesHere: [{ ...mood, parts: ['glad', 'new'] }] }),
    refusal(
      'shop has other types than public.orders was made with: public.mood has no sad any more.',
      'Add what is missing, or bring the rows back by hand into columns of type text.',
    ),
  ],
  [
    'a composite type that was changed',
    ofTable({
      types: [{ name: 'public.price', kind: 'composite', parts: ['amount numeric'] }],
      typesHere: [{ name: 'public.price', kind: 'composite', parts: ['amount integer'] }],
    }),
    refusal(
      'shop has other types than public.orders was made with: public.price was amount numeric and is amount integer.',
      'Add what is missing, or bring the rows back by hand into columns of type text.',
    ),
  ],
  [
    'a type of another kind',
    ofTable({
      types: [mood],
      typesHere: [{ name: 'public.mood', kind: 'domain', parts: ['text'] }],
    }),
    refusal(
      'shop has other types than public.orders was made with: public.mood was of kind enum and is of kind domain.',
      'Add what is missing, or bring the rows back by hand into columns of type text.',
    ),
  ],
  [
    'a disk that is nearly full',
    ofTable({ freeBytes: 1_000_000 }),
    refusal('The copy may need about 7.8 MB, and shop-1 has 977 kB free.', 'Free some disk first.'),
  ],
]

describe('clone.export', () => {
  test.each(reasons)('refuses %s', (_, facts, refused) => {
    expect(exportRefused(asked, exportFacts(facts))).toEqual(refused)
  })

  test('refuses a cluster that is not a clone, by its own name', () => {
    const input = { ...asked, clone: 'shop' }
    expect(exportRefused(input, exportFacts({ clone: null }))).toEqual(
      refusal(
        'shop is no clone: rows come back from a clone of it.',
        'Name shop-1403 or shop-1404.',
      ),
    )
  })

  test('refuses a name that a schema has, and gives a free one', () => {
    const input = { ...asked, to: 'back' }
    const facts = ofTable({ quarantine: quarantine({ taken: true, schema: 'back_2' }) })
    expect(exportRefused(input, exportFacts(facts))).toEqual(
      refusal('There is a schema back already.', 'Give another name: `to=back_2` is free.'),
    )
  })

  test('refuses where no name is free', () => {
    const facts = ofTable({ quarantine: quarantine({ taken: true, schema: null }) })
    expect(exportRefused(asked, exportFacts(facts))).toEqual(
      refusal(
        'A hundred schemas have the name that the copy would get.',
        'Give another name with `to=`.',
      ),
    )
  })

  test.each(['pg_mine', 'Back', 'a-b', 'a b', ''])('takes no schema called “%s”', to => {
    expect(exportInput.safeParse({ ...asked, to }).success).toBe(false)
  })
})
