/** Possible requests for indexes on a table with columns of many types: sound, odd and impossible. */
import fc from 'fast-check'

export type Wish = Readonly<Record<string, string>>

export const things = [
  `create type mood as enum ('sad', 'glad')`,
  `create domain plz as text check (value ~ '^[0-9]+$')`,
  `create table things (i int, t text, v varchar(20), c char(3), b boolean, j jsonb, js json, p point, bx box,
     ci circle, ts timestamptz, tz timestamp, d date, n inet, r int4range, u uuid, num numeric, by bytea, x xml,
     e mood, pl plz, arr int[], ta text[], tv tsvector, iv interval, g int generated always as (i + 1) stored,
     gv int generated always as (i + 1) virtual)`,
  `insert into things (i, t, v, c, b, j, p, ts, d, n, r, num, e, arr, ta) select n, 'word' || n, 'v' || n, 'c', n % 2 = 0,
     jsonb_build_object('k', n), point(n, n), now(), current_date, '10.0.0.1', int4range(n, n + 5), n, 'glad', array[n], array['a']
     from generate_series(1, 50) n`,
  `create function whole(things) returns int language sql immutable return 1`,
]

const list = (text: string): readonly string[] => text.trim().split(/\s*;\s*/)

/** Sound input for each method; without sound input no plan would ever be made. */
const sound = list(`
  btree i; btree t desc, i; btree lower(t) text_pattern_ops; btree t collate "C"; btree (i + 1); btree e, pl;
  btree c bpchar_pattern_ops desc nulls last; btree g; hash t; hash u; hash (num + 1); gin j jsonb_path_ops;
  gin arr; gin tv; gin ta, j; gist p; gist r, bx; gist n inet_ops; gist ci; spgist t; spgist p quad_point_ops;
  brin ts; brin i int4_minmax_multi_ops, t; brin r`)

const keys = list(`
  i; t; v; c; b; j; js; p; bx; ci; ts; tz; d; n; r; u; num; by; x; e; pl; arr; ta; tv; iv; g; gv; nosuch; ctid;
  things; things.i; (things.i); (t); lower(t); lower(i); date_trunc('day', ts); date_trunc('day', tz);
  date_trunc('day', ts, 'UTC'); (ts::date); (tz::date); ((ts at time zone 'UTC')::date); now(); random(); count(*);
  max(i); (row_number() over ()); generate_series(1, i); unnest(arr); (i + 1); (t || 'x'); (j ->> 'k'); (i::text || t);
  to_tsvector(t); to_tsvector('english', t); concat(t, v); md5(t); whole(things); abs(num); nosuch(i); i t;
  (e::text); (i = 1); coalesce(t, v)`)
const opclasses = list(`
  ;;; text_pattern_ops; jsonb_path_ops; int4_ops; inet_ops; range_ops; box_ops; nosuch_ops; int4_minmax_multi_ops;
  quad_point_ops; array_ops; gin_trgm_ops`)
const orders = list(';;; desc; asc nulls first; desc nulls last')
const collations = list(';;;; collate "C"; collate "nosuch"')
const includes = list('i; t, d; lower(t); nosuch; i desc; gv; j')
const predicates = list(`
  i > 3; b; ts > now(); count(*) > 1; t; nosuch; t like 'a%'; i = any(arr); row(i) is null; ts > '2020-01-01';
  d > date '2020-01-01'; random() > 0.5; gv = 1`)
const options = list(`
  fillfactor=70; fillfactor=5; fastupdate=off; pages_per_range=16; nosuch=1; buffering=on; fillfactor=70, fillfactor=80;
  deduplicate_items=off; autosummarize=maybe; fillfactor`)

const one = (words: readonly string[]) => fc.constantFrom(...words)

const element = fc
  .tuple(one(keys), one(collations), one(opclasses), one(orders))
  .map(words => words.filter(word => word !== '').join(' '))

const odd = fc
  .tuple(
    one(list('btree; btree; hash; gin; gist; spgist; brin')),
    fc.array(element, { minLength: 1, maxLength: 3 }),
  )
  .map(([method, elements]) => `${method} ${elements.join(', ')}`)

const maybe = (words: readonly string[]) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: one(words) })

export const anyWish: fc.Arbitrary<Wish> = fc
  .record({
    key: fc.oneof(one(sound), odd),
    unique: maybe(['yes']),
    include: maybe(includes),
    where: maybe(predicates),
    with: maybe(options),
  })
  .map(({ key, ...more }) => ({
    table: 'things',
    method: key.slice(0, key.indexOf(' ')),
    columns: key.slice(key.indexOf(' ') + 1),
    ...Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined)),
  }))

/** Writes the statement as a person would. */
export const writtenOut = ({ columns, method, unique, include, where, with: options }: Wish) =>
  [
    `create ${unique === 'yes' ? 'unique ' : ''}index concurrently on things using ${method} (${columns})`,
    ...(include === undefined ? [] : [`include (${include})`]),
    ...(options === undefined ? [] : [`with (${options})`]),
    ...(where === undefined ? [] : [`where ${where}`]),
  ].join(' ')
