/** The bench of the driver that copies rows of a clone, and of a driver that copies twice. */
import { drivers } from '#cluster/drivers/catalogue'
import type { CopyAction } from '#model/actions/copy'
import type { Driver } from '#model/actions/driver'
import type { Bench } from '#test/support/drivers/bench'

/** Rows of the domain arrive after ten minutes. */
export const copyTables = ['create domain slowly as int check (pg_sleep(600) is not null)']

/** In the clone: there the domain has no check. */
export const cloneTables = [
  'create table copied as select n as id from generate_series(1, 1000) n',
  'create table empty (id int)',
  'create domain slowly as int',
  'create table copied_slowly as select 1::slowly as id',
]

const columnOf = (type: string) => ({ columns: [{ name: 'id', type, notNull: false }] })

/** From cluster `shop-before`, with the node `before-1`. */
export const copyBench = (database: string, next: () => number): Bench<CopyAction> => {
  const copying = (table: string, more: Partial<CopyAction> = {}): CopyAction => ({
    kind: 'copy',
    node: 'shop-1',
    database,
    duty: 'ddl',
    role: 'app',
    from: {
      cluster: 'shop-before',
      node: 'before-1',
      database,
      table: `public.${table}`,
      lsn: null,
    },
    schema: `recovered_${next()}`,
    table,
    ...columnOf('integer'),
    shutOut: { schema: [], table: [] },
    grants: [],
    way: 'copy',
    deadlineSeconds: 60,
    ...more,
  })
  return {
    mark: 'COPY recovered_',
    absent: () => copying('copied'),
    slow: () => copying('copied_slowly', columnOf('public.slowly')),
    refused: () => copying('nowhere'),
    late: () => copying('copied_slowly', { ...columnOf('public.slowly'), deadlineSeconds: 2 }),
    fulfil: null,
    halve: null,
    inPieces: null,
    telling: () => copying('empty'),
    told: /^\{"rows":0,"hash":"0"\}$/,
  }
}

/** Makes a second copy before the wanted copy. */
export const copyingTwice: Driver<CopyAction> = {
  ...drivers.copy,
  take: async (action, holder) => {
    const hand = await drivers.copy.take(action, holder)
    return {
      ...hand,
      async act(one, how) {
        await hand.act({ ...one, schema: `${one.schema}_too` }, how)
        return hand.act(one, how)
      },
    }
  },
}
