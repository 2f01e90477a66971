/** Forms: six inputs at most, the rest behind a click, names to choose from. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { freePort } from '#local/postgres/server'
import { objectAt, objectsAt, textAt } from '#local/slack/json'
import type { JsonObject, PageView } from '#local/slack/page-protocol'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { testServer } from '#test/support/postgres'
import { observer, profile } from '#test/support/profile'

const many = Array.from({ length: 120 }, (_, place) => `create table many_${place} (id int)`)
const server = await testServer(profile.settings)
await server.run('postgres', 'create database copied')
const howdah = await startHowdah({
  managed: server,
  tables: [
    'create table users (id int, email text, active boolean)',
    'create table "<!channel>" (id int)',
    'create table "Weird.Name" (id int)',
    'create schema sales',
    'create table sales.users (id int)',
    'create index users_email_idx on users (email)',
    ...many,
  ],
  clusters: {
    'shop-clone-1': {
      environment: 'sample',
      clone_of: 'shop',
      databases: ['copied'],
      nodes: [{ name: 'copy-1', url: `postgres://127.0.0.1:${server.port}` }],
      credentials: { observe: `${observer}:${observer}`, ddl: 'howdah:howdah' },
    },
    gone: {
      environment: 'sample',
      databases: ['gone'],
      nodes: [{ name: 'gone-1', url: `postgres://127.0.0.1:${await freePort()}` }],
      credentials: { observe: 'howdah:howdah', ddl: 'howdah:howdah' },
    },
  },
})
await howdah.start()
const { slack, managed } = howdah

const closeAll = () =>
  Promise.all(slack.state.views.map(one => slack.closeView(one.user, one.id))).then(() => undefined)

const opened = async (text: string): Promise<PageView> => {
  // A form that was answered late still says so.
  await closeAll()
  await howdah.say('olga', text)
  const view = await slack.waitFor(({ views }) => views.find(one => one.user === 'U_OLGA'))
  onTestFinished(closeAll)
  return view
}

const inputsOf = ({ view }: PageView): readonly JsonObject[] =>
  objectsAt(view, 'blocks').filter(block => block.type === 'input')

const keysOf = (view: PageView): readonly (string | null)[] =>
  inputsOf(view).map(block => textAt(block, 'block_id'))

const inputOf = (view: PageView, key: string): JsonObject => {
  const block = inputsOf(view).find(one => one.block_id === key)
  if (!block) throw new Error(`The form does not show ${key}.`)
  return objectAt(block, 'element')
}

const firstOf = (view: PageView, key: string): string | null => {
  const element = inputOf(view, key)
  return textAt(element, 'initial_value') ?? textAt(objectAt(element, 'initial_option'), 'value')
}

/** Changes a form, and waits until the form is drawn again. */
const act = async (
  { id, view: { hash } }: PageView,
  actionId: string,
  values: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
  selected?: string,
): Promise<PageView> => {
  const more = selected === undefined ? {} : { selected }
  await slack.actInView({ as: 'olga', viewId: id, actionId, values, ...more })
  return slack.waitFor(({ views }) => views.find(one => one.id === id && one.view['hash'] !== hash))
}

const offered = async (
  { id }: PageView,
  key: string,
  value: string,
): Promise<readonly (readonly [string | null, string | null])[]> => {
  const got = await slack.suggest({
    as: 'olga',
    viewId: id,
    blockId: key,
    actionId: 'form-name',
    value,
  })
  if (got.kind === 'notice') throw new Error(got.text)
  return got.options.map(one => [textAt(objectAt(one, 'text'), 'text'), textAt(one, 'value')])
}

describe('a form', () => {
  test('shows six inputs at most: what is needed, then what is filled in, and the rest by one button', async () => {
    const view = await opened('/pg index create cluster=shop name=users_idx reason=slow')
    expect(keysOf(view)).toEqual(['table', 'columns', 'cluster', 'name', 'reason', 'where'])
    expect(wordsOf({ text: '', blocks: view.view['blocks'] } as never)).toContain(
      'More options: Method, Unique, Include, With, Database, Ticket.',
    )
    const further = await act(view, 'form-page-1')
    expect(keysOf(further)).toEqual(['method', 'unique', 'include', 'with', 'database', 'ticket'])
  })

  test('shows short ones as they are', async () => {
    const view = await opened('/pg run cancel')
    expect(keysOf(view)).toEqual(['id', 'reason'])
    expect(JSON.stringify(view.view)).not.toContain('More Options')
  })

  test('keeps what was entered while its pages turn, and forgets what was emptied', async () => {
    const view = await opened('/pg index create cluster=shop reason=slow ticket=T-1 where=active')
    expect(keysOf(view)).toEqual(['table', 'columns', 'cluster', 'where', 'reason', 'ticket'])
    await offered(view, 'table', 'users')
    const further = await act(view, 'form-page-1', {
      table: { 'form-name': 'public.users' },
      columns: { value: 'lower(email)' },
      ticket: { value: '' },
    })
    const back = await act(further, 'form-page-0', { name: { value: 'by_email' } })
    expect(keysOf(back)).toEqual(keysOf(view))
    expect(
      ['table', 'columns', 'where', 'reason', 'ticket'].map(key => firstOf(back, key)),
    ).toEqual(['public.users', 'lower(email)', 'active', 'slow', null])
    const plan = await howdah.planned(() => slack.submitView('olga', back.id, {}))
    expect(wordsOf(plan)).toContain('Build index by_email on public.users (lower(email))')
    expect(wordsOf(plan)).toContain('slow')
    expect(wordsOf(plan)).not.toContain('T-1')
    await howdah.click('olga', plan, 'withdraw')
  })

  test('stays where it is, and says what to do, when it holds more than a view may carry', async () => {
    const view = await opened('/pg index create cluster=shop')
    const long = 'x'.repeat(1_900)
    const same = await act(view, 'form-page-1', {
      columns: { value: long },
      where: { value: long },
    })
    expect(keysOf(same)).toEqual(keysOf(view))
    expect(firstOf(same, 'where')).toBe(long)
    expect(JSON.stringify(same.view)).toContain(
      'Type it in one line and add what is missing: `/pg index create …`.',
    )
  })

  test('comes back with what is wrong first, wherever it stood', async () => {
    const view = await opened('/pg index create users columns=id')
    const further = await act(view, 'form-page-1', { cluster: { 'form-cluster': 'shop' } })
    await slack.submitView('olga', further.id, { name: { value: 'x'.repeat(64) } })
    const wrong = slack.state.views.find(one => one.id === view.id)
    expect(wrong?.errors['name']).toContain('At most 63 bytes')
    const back = await act(further, 'form-page-0', { name: { value: 'x'.repeat(64) } })
    const sent = await slack.submitView('olga', back.id, {})
    expect(sent.kind === 'shown' && keysOf(sent.view)[0]).toBe('name')
  })
})

describe('a field for a name', () => {
  test('offers the tables of the cluster that is meant, those that begin so first', async () => {
    const view = await opened('/pg index create cluster=shop')
    expect(await offered(view, 'table', 'us')).toEqual([
      ['users', 'public.users'],
      ['sales.users', 'sales.users'],
      ['us', 'us'],
    ])
    expect(await offered(view, 'table', 'weird')).toEqual([
      ['Weird.Name', 'public."Weird.Name"'],
      ['weird', 'weird'],
    ])
    expect(await offered(view, 'table', 'sales.users')).toEqual([['sales.users', 'sales.users']])
  })

  test('offers the tables of the clone where one is taken back, and first what the cluster has lost', async () => {
    await server.run('copied', 'create table users (id int)', 'create table was_dropped (id int)')
    const view = await opened('/pg clone export clone=shop-clone-1 cluster=shop')
    expect(await offered(view, 'table', '')).toEqual([
      ['was_dropped', 'public.was_dropped'],
      ['users', 'public.users'],
    ])
  })

  test('offers indexes where an index is asked for', async () => {
    const view = await opened('/pg index drop cluster=shop')
    expect(await offered(view, 'index', '')).toEqual([
      ['users_email_idx', 'public.users_email_idx'],
    ])
    const plan = await howdah.planned(() =>
      slack.submitView('olga', view.id, { index: { 'form-name': 'public.users_email_idx' } }),
    )
    expect(wordsOf(plan)).toContain('Drop index public.users_email_idx')
    await howdah.click('olga', plan, 'withdraw')
  })

  test('offers a hundred at most, and what was typed as the last of them', async () => {
    const view = await opened('/pg index create cluster=shop')
    const all = await offered(view, 'table', 'many')
    expect(all).toHaveLength(100)
    expect(all[0]).toEqual(['many_0', 'public.many_0'])
    expect(all[99]).toEqual(['many', 'many'])
  })

  test('shows a hostile name as it is, and takes it for nothing but a name', async () => {
    const view = await opened('/pg index create cluster=shop columns=id')
    expect(await offered(view, 'table', '<!')).toEqual([
      ['<!channel>', 'public."<!channel>"'],
      ['<!', '<!'],
    ])
    const plan = await howdah.planned(() =>
      slack.submitView('olga', view.id, { table: { 'form-name': 'public."<!channel>"' } }),
    )
    expect(wordsOf(plan)).toContain('&lt;!channel&gt;')
    expect(wordsOf(plan)).not.toContain('<!channel>')
    await howdah.click('olga', plan, 'withdraw')
    const other = await opened('/pg index create cluster=shop columns=id')
    const [shown] = (await offered(other, 'table', 'a\u202eb')).at(-1) ?? []
    expect(shown).toBe('aU+202Eb')
  })

  test('takes what is not on its list', async () => {
    const view = await opened('/pg index create cluster=shop columns="id =="')
    await offered(view, 'table', 'nothing_like_it')
    const sent = await slack.submitView('olga', view.id, {
      table: { 'form-name': 'nothing_like_it' },
    })
    expect(sent).toEqual({
      kind: 'errors',
      errors: {
        table: 'There is no table nothing_like_it. Check its schema and spelling, and database=.',
        columns: expect.stringMatching(/^columns cannot be used: .* Write it as in CREATE INDEX/),
      },
    })
    // A refusal about no single field stands above the form, and typed values stay.
    await managed.run(howdah.database, 'alter table users owner to postgres')
    await offered(view, 'table', 'users')
    const above = await slack.submitView('olga', view.id, {
      table: { 'form-name': 'public.users' },
      columns: { value: 'lower(email)' },
    })
    await managed.run(howdah.database, 'alter table users owner to app')
    if (above.kind !== 'shown') throw new Error(above.kind)
    expect(JSON.stringify(above.view.view)).toContain('who owns public.users, is a superuser')
    expect(firstOf(above.view, 'columns')).toBe('lower(email)')
    expect(firstOf(above.view, 'table')).toBe('public.users')
  })

  test('asks another cluster once that is chosen, and offers only what was typed while it is away', async () => {
    const view = await opened('/pg index create')
    expect(await offered(view, 'table', 'us')).toEqual([['us', 'us']])
    const columns = { columns: { value: 'id' } }
    const shop = await act(view, 'form-cluster', columns, 'shop')
    expect(firstOf(shop, 'columns')).toBe('id')
    expect(await offered(shop, 'table', 'sales.')).toEqual([
      ['sales.users', 'sales.users'],
      ['sales.', 'sales.'],
    ])
    const gone = await act(shop, 'form-cluster', columns, 'gone')
    expect(await offered(gone, 'table', '')).toEqual([])
    expect(await offered(gone, 'table', 'us')).toEqual([['us', 'us']])
  })

  test('offers nothing to somebody who may not look any more', async () => {
    const view = await opened('/pg index create cluster=shop')
    const olga = { id: 'U_OLGA', name: 'olga', realName: 'Olga', title: 'operator' }
    slack.setPerson({ ...olga, standing: 'guest' })
    await slack.sendEvent({ type: 'user_change', user: { id: 'U_OLGA' }, event_ts: '1.3' })
    expect(await offered(view, 'table', '')).toEqual([])
    slack.setPerson({ ...olga, standing: 'member' })
    await slack.sendEvent({ type: 'user_change', user: { id: 'U_OLGA' }, event_ts: '1.4' })
  })
})
