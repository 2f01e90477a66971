/** A question computes nothing that could act or cost, and few questions are tried at once. */
import { describe, expect, test } from 'vitest'
import type { PlanBody } from '#model/plan'
import { isRefusal, type Refusal } from '#model/refusal'
import { indexCreate } from '#playbooks/index/create'
import { Failure } from '#src/errors'
import { startHowdah } from '#test/support/howdah'
import { openShop } from '#test/support/shop'

/** Each function says that it is IMMUTABLE, and counts its calls all the same. */
const liar = (name: string, more = '') =>
  `create function ${name}(i int) returns int language plpgsql immutable ${more} as
     'begin return i + 0 * nextval(''public.acted''); end'`

const howdah = await startHowdah({
  tables: [
    'create table things (i int, t text, c char(5), j jsonb, at timestamp, num numeric, words text[])',
    'create sequence acted',
    'grant usage on sequence acted to public',
    liar('lies'),
    liar('lies_as_owner', 'security definer set search_path = public'),
    `create function wraps(i int) returns int language sql immutable as 'select public.lies(1) + i'`,
    `create function wraps_atomic(i int) returns int language sql immutable return public.lies(1) + i`,
    `create domain lied_about as int check (public.lies(value) > 0)`,
    'create domain padded as char(20000)',
    'create domain asked_too as int',
    'create table asked (i int)',
    'create table checked (i int, d lied_about)',
    `create function adds(a int, b int) returns int language plpgsql immutable as
       'begin return a + b + 0 * nextval(''public.acted''); end'`,
    'create operator <+> (leftarg = int, rightarg = int, function = adds)',
  ],
})
const { managed, database } = howdah
const { cluster } = openShop(howdah)
const view = await cluster.view()

const asked = async (wish: Readonly<Record<string, string>>): Promise<PlanBody | Refusal> => {
  const made = await indexCreate.prepare(
    view,
    indexCreate.input.parse({ table: 'things', columns: 'i', ...wish }),
  )
  return isRefusal(made) ? made : made.body
}

const acted = async () =>
  (await managed.query<{ is_called: boolean }>(database, 'select is_called from acted'))[0]
    ?.is_called

describe('a question', () => {
  test.each([
    [{ columns: '(lies(1))' }, '`public.lies` may be computed from constants alone'],
    [{ columns: '(i + lies(1))' }, '`public.lies` may be computed from constants alone'],
    [
      { columns: '(lies_as_owner(1) + i)' },
      '`public.lies_as_owner` may be computed from constants alone',
    ],
    [{ where: 'i > lies(lies(1))' }, '`public.lies` may be computed from constants alone'],
    [
      { columns: '(case when i > 0 then lies(2) end)' },
      '`public.lies` may be computed from constants alone',
    ],
    [
      { columns: '(lies(array_length(array[i, 1], 1)) + lies((array[i, 1])[1 + lies(1)]))' },
      '`public.lies` may be computed from constants alone',
    ],
    [{ columns: '(lies(coalesce(1, i)))' }, '`public.lies` may be computed from constants alone'],
    [
      { columns: '(lies(case when false then i end))' },
      '`public.lies` may be computed from constants alone',
    ],
    [{ where: 'i = 1 <+> 2' }, '`<+>` may be computed from constants alone'],
    [{ where: `i < nextval('public.acted')` }, '`nextval` is VOLATILE'],
    [{ columns: `coalesce(i, nextval('public.acted'))` }, '`nextval` is VOLATILE'],
    [{ columns: '(t || now())' }, 'is STABLE'],
  ])('is refused before anything runs: %j', async (wish, because) => {
    expect(await asked(wish)).toMatchObject({ because: expect.stringContaining(because) })
    expect(await acted()).toBe(false)
  })

  const atomic = 'PostgreSQL may put the SQL of `public.wraps_atomic` in place of the call'
  test.each([
    [
      { columns: '(wraps(i))' },
      'PostgreSQL may put the SQL of `public.wraps` in place of the call',
    ],
    [{ where: 'wraps_atomic(i) > 1' }, atomic],
    [
      { columns: '(lies(i))' },
      'Nothing ran `public.lies` yet: if it fails on a row, the build fails. From 17 on',
    ],
    [
      { columns: '(lies_as_owner(i))' },
      'Nothing ran `public.lies_as_owner` yet: if it fails on a row, the build fails.',
    ],
    [{ columns: '(i <+> i)' }, 'Nothing ran'],
    [{ columns: '(i::lied_about)' }, 'No statement of the application'],
    [{ columns: '(5::lied_about + i)' }, 'No statement of the application'],
    [{ table: 'checked', columns: 'd' }, 'No statement of the application'],
  ])('is planned without running anything: %j', async (wish, note) => {
    const plan = await asked(wish)
    expect('notes' in plan ? plan.notes.join(' ') : plan).toContain(note)
    expect(await acted()).toBe(false)
  })

  test.each([
    [{ where: `t = repeat('x', 40)` }, '`repeat` may be computed from constants alone'],
    [
      { columns: `(t || replace(replace('xx', 'x', 'xx'), 'x', 'xx'))` },
      '`replace` may be computed from constants alone',
    ],
    [{ where: `t > quote_literal(quote_literal('x'))` }, '`quote_literal` may be computed'],
    [{ where: 'num > 2::numeric ^ 3' }, '`^` may be computed from constants alone'],
    [
      { where: `t = pg_catalog.bpchar('x', 20, true)` },
      '`bpchar` may be computed from constants alone',
    ],
    [{ where: `'aab' ~ '(a+)+b'` }, '`~` may be computed from constants alone'],
    [{ where: `c = 'x'::char(20000)` }, '`bpchar` may be computed from constants alone'],
    [{ where: `t > array['x'::padded]::text` }, '`bpchar` may be computed from constants alone'],
    [{ where: `j @? '$ ? (@ like_regex "a")'` }, 'like_regex'],
  ])('computes no constant that could grow: %j', async (wish, because) => {
    expect(await asked(wish)).toMatchObject({ because: expect.stringContaining(because) })
  })

  test.each([
    { where: 'num > 100' },
    { where: 'num > 1.5 and i > 2 * 24 * 60' },
    { where: `at > timestamp '2026-01-01' + interval '1 day' * 3` },
    { where: `(at at time zone 'UTC') > timestamp '2026-01-01' at time zone 'UTC'` },
    { where: `t in ('a', 'b') and c = 'x' and c <> 'y'::char(3) and t = any('{a,b}')` },
    { where: `coalesce(t, 'x') <> '' and nullif(i, 2) is not null and (i, num) < (1, 2)` },
    { columns: `(case lower(t) when 'a' then 1 else i end), (j #>> '{a,b}'), (j['a'])` },
    {
      columns: `(t::varchar(5)), (array[i, 1]), greatest(i, 3), date_trunc('day', at), lower(words[1]), md5((i > 1 is true)::text)`,
    },
    { columns: `to_tsvector('english', coalesce(t, ''))`, method: 'gin' },
    // Types that are called like the view that resolves expressions.
    { columns: '(i::asked_too)', where: 'i > 5::asked_too' },
    { table: 'asked', columns: '(i::asked_too)' },
  ])('has what people write tried: %j', async wish => {
    const plan = await asked(wish)
    expect('notes' in plan ? plan.notes.join(' ') : plan).toMatch(/^(?!.*not be tried).*$/)
  })

  test('calls nothing that only looks like a function of the catalogue', async () => {
    const nearer = `create function public.format(a text, b name, c name) returns text language plpgsql as
      'begin raise exception ''called''; end'`
    const never = `create function public.never(oid, regclass) returns boolean language plpgsql as
      'begin raise exception ''called''; end'`
    const equals =
      'create operator public.= (leftarg = oid, rightarg = regclass, function = public.never)'
    await managed.run(database, nearer, never, equals)
    const plan = await asked({ columns: 'lower(t)' })
    expect('headline' in plan && plan.headline).toContain('on public.things')
  })

  test('is tried one at a time, and no more wait than have a place', async () => {
    let [now, most] = [0, 0]
    const tried = await Promise.allSettled(
      Array.from({ length: 14 }, () =>
        view.tryOut(async read => {
          now += 1
          most = Math.max(most, now)
          await read('create temporary table asked (i int)')
          now -= 1
          return { kind: 'built' as const }
        }),
      ),
    )
    expect(most).toBe(1)
    const crowded = tried.flatMap(one => (one.status === 'rejected' ? [one.reason] : []))
    expect(crowded).toHaveLength(3)
    expect(crowded[0]).toMatchObject({
      message: '10 definitions wait to be tried on shop.',
      instead: 'Ask again in a minute to have it tried.',
    })
  })

  test('whose session the server ends says just that', async () => {
    const ended = view.tryOut(async read => {
      await read('select pg_terminate_backend(pg_backend_pid())')
      return { kind: 'built' as const }
    })
    await expect(ended).rejects.toMatchObject({
      code: 'cluster.session-ended',
      message: expect.stringMatching(
        /^.+ \(shop\) ended the session that asked whether it takes this, and takes new sessions\.$/,
      ),
      passes: true,
    })
    await expect(ended).rejects.toBeInstanceOf(Failure)
  })
})
