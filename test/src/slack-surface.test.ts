/** The local Slack has all that Howdah asks of Slack: a missing method or block fails here. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { methods } from '#local/slack/api/answer-call'
import { ApiFailure } from '#local/slack/api/failure'
import { messageBlock, viewBlock } from '#local/slack/blocks/blocks'
import { checkHome, checkMessageBlocks, checkModal } from '#local/slack/blocks/check-blocks'
import type { Json, JsonObject } from '#local/slack/page-protocol'
import { drawn } from '#test/support/surface/drawn'
import { askedIn } from '#test/support/surface/what-slack-is-asked'

const root = join(import.meta.dirname, '../..')
const folders = ['src/slack', 'src/main/local']
const asked = folders.flatMap(folder =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => askedIn(name, readFileSync(join(root, folder, name), 'utf8'))),
)
const all = (what: 'methods' | 'kinds' | 'drawing' | 'hidden') => [
  ...new Set(asked.flatMap(one => one[what])),
]

const text = { type: 'plain_text', text: 'a' }

/** True when the local Slack accepts the kind at some place, despite complaints about an empty block. */
const isHad = (kind: string): boolean => {
  const one = { type: kind }
  const places: readonly (readonly [typeof messageBlock, Json])[] = [
    [messageBlock, one],
    [viewBlock, one],
    [messageBlock, { type: 'actions', elements: [one] }],
    [viewBlock, { type: 'input', label: text, element: one }],
    [messageBlock, { type: 'section', text: one }],
    [messageBlock, { type: 'table', rows: [[one]] }],
  ]
  const takes = places.some(([check, value]) => {
    const problems: string[] = []
    check(value, '', problem => problems.push(problem))
    return !problems.some(problem => problem === `unsupported type: ${kind}`)
  })
  return takes || isView(kind)
}

const isView = (type: string): boolean =>
  [checkModal({ type: 'modal', title: text, blocks: [] }), checkHome({ type: 'home', blocks: [] })]
    .map(view => view.type)
    .includes(type)

/** Throws Slack's error. */
const check = (name: string, value: unknown): void => {
  const { type } = value as JsonObject
  if (type === 'modal') return void checkModal(value as Json)
  if (type === 'home') return void checkHome(JSON.parse(JSON.stringify(value)) as Json)
  try {
    checkMessageBlocks((value as { readonly blocks: Json }).blocks)
  } catch (error) {
    // Each part of these plans is as long as the part's limit; no real plan has all parts so long.
    const tooLong = error instanceof ApiFailure && error.code === 'msg_blocks_too_long'
    if (name !== 'drawChange' || !tooLong) throw error
  }
}

/** Collects each text that Slack searches for mentions and links. */
const marked = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(marked)
  if (typeof value !== 'object' || value === null) return []
  const { type, text, ...rest } = value as { readonly type?: string; readonly text?: unknown }
  const own = typeof text === 'string' && (type === 'mrkdwn' || type === undefined) ? [text] : []
  return [...own, ...marked(text), ...marked(Object.values(rest))]
}

describe('the local Slack', () => {
  test('has every method that Howdah and its SDK call', () => {
    const called = ['apps.connections.open', ...all('methods')]
    expect(called.length).toBeGreaterThan(8)
    expect(called.filter(name => !Object.hasOwn(methods, name))).toEqual([])
    expect(all('hidden')).toEqual([])
  })

  test('has no method that nobody calls, but for what belongs to modals', () => {
    const called = new Set(['apps.connections.open', ...all('methods')])
    const idle = Object.keys(methods).filter(name => !called.has(name))
    expect(idle.filter(name => !name.startsWith('views.'))).toEqual([])
  })

  test('has every kind of block, element, text and view that Howdah sends', () => {
    expect(all('kinds')).toEqual(expect.arrayContaining(['section', 'button', 'modal', 'raw_text']))
    expect(all('kinds').filter(kind => !isHad(kind))).toEqual([])
  })

  test('is shown an example of everything that Howdah draws', () => {
    expect(all('drawing')).toEqual(expect.arrayContaining(['drawChange', 'formView']))
    expect(all('drawing').filter(name => !Object.hasOwn(drawn, name))).toEqual([])
  })

  const examples = Object.entries(drawn).flatMap(([name, drawings]) =>
    drawings.map((draw, place) => [name, place + 1, draw] as const),
  )
  test.each(examples)('takes what %s draws, within its limits: no. %i', (name, _, draw) => {
    const value = draw()
    check(name, value)
    expect(marked(value).join('\n')).not.toMatch(/<!channel>|<@U1>|\u202e/)
  })
})

describe('what is asked of Slack', () => {
  test.each([
    ['await client.chat\n  .postMessage({})', 'chat.postMessage'],
    ['app.client.auth.test()', 'auth.test'],
    ['new WebClient(token, {}).auth.test()', 'auth.test'],
    ['bulkClient.usergroups.users.list()', 'usergroups.users.list'],
    ['client?.views?.open({})', 'views.open'],
    [`client['views']['publish']({})`, 'views.publish'],
    [`client.apiCall('chat.meMessage')`, 'chat.meMessage'],
    ['run(() => client.filesUploadV2({}))', 'files.getUploadURLExternal'],
  ])('is read in %s', (source, method) => {
    expect(askedIn('a.ts', source).methods).toContain(method)
  })

  test.each([
    'const { chat } = client',
    'const post = app.client.chat.postMessage',
    'const slack = client',
    'const f = (slack: WebClient) => slack.chat.postMessage({})',
  ])('is not hidden behind another name: %s', source => {
    expect(askedIn('a.ts', source).hidden).toHaveLength(1)
  })
})
