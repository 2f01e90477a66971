/** All input gets an answer, and the managed server is only ever read. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Node, parseSql } from '#cluster/sql/parse'
import { shownAction } from '#engine/show/step'
import { checkMessageBlocks, checkModal } from '#local/slack/blocks/check-blocks'
import type { Json } from '#local/slack/page-protocol'
import type { Plan } from '#model/plan'
import type { Reply } from '#model/reply'
import { drawAnswer, drawRefusal } from '#slack/draw/answer/reply-message'
import { openWording } from '#slack/draw/blocks/command-wording'
import { codeView } from '#slack/draw/form/code-view'
import { formView } from '#slack/draw/form/form-view'
import { noticeView } from '#slack/draw/form/notice-view'
import { pickerView } from '#slack/draw/form/picker-view'
import { verbsOf } from '#slack/draw/plan/change-buttons'
import { drawChange } from '#slack/draw/plan/change-message'
import { troubleOf } from '#slack/receive/answer-once'
import { frozenScopes, liftFreeze } from '#store/freezes'
import { findPlan } from '#store/plans'
import { commandLine } from '#test/support/command-lines'
import { listenFor } from '#test/support/hostile'
import { startHowdah } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'

const howdah = await startHowdah({
  tables: [
    'create table users (id bigint generated always as identity, email text, active boolean)',
    'create index users_email_idx on users (email)',
    'create table "Odd Names" ("Id" int, email text, "drop table" int)',
  ],
})
const inProcess = openInProcess(howdah)
const wording = openWording('/pg', inProcess.edge.commands)

/** `FUZZ_SEED=…` repeats a run. */
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31)

const kindsOf: Readonly<Record<string, readonly string[]>> = {
  'index.create': ['IndexStmt', 'VacuumStmt', 'DropStmt'],
  'index.drop': ['DropStmt', 'IndexStmt', 'VacuumStmt'],
  'index.reindex': ['ReindexStmt', 'DropStmt'],
  'maintenance.vacuum': ['VacuumStmt'],
  'maintenance.analyze': ['VacuumStmt'],
  'session.cancel': ['SelectStmt'],
  'session.terminate': ['SelectStmt'],
}

const kindOf = (statement: Node | undefined): string => Object.keys(statement ?? {})[0] ?? ''

const expectOneStatementEach = (plan: Plan): void => {
  const actions = plan.steps.flatMap(({ action, undo }) => [action, ...(undo ? [undo.action] : [])])
  // Settings of the session stand around the statement.
  for (const action of actions) {
    if (action.kind !== 'sql') continue
    const parsed = parseSql(action.statement)
    expect(parsed).toMatchObject({ ok: true, statements: [{}] })
    if (parsed.ok) expect(kindsOf[plan.playbook]).toContain(kindOf(parsed.statements[0]))
  }
}

/** The SQL of a message as people read a message: the text within the fences, piece by piece. */
const sqlDrawn = (blocks: readonly { readonly text?: { readonly text: string } }[]): string =>
  blocks
    .flatMap(({ text }) => /^```([^]*)```$/.exec(text?.text ?? '')?.[1] ?? [])
    .join('')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

/** The shown SQL is exactly the statements to be sent, whole and in order. */
const expectShown = (plan: Plan, drawn: string): void => {
  const rest = plan.steps.reduce((left, { action }, place) => {
    const { text, values } = shownAction(action)
    const line = place === 0 ? '' : '\n'
    const sent = values.length === 0 ? '' : ` -- with ${JSON.stringify(values)}`
    // Three back-ticks would end the fence.
    const shown = `${line}${text.replaceAll('```', 'ˋˋˋ')};${sent}`
    expect(left.slice(0, shown.length)).toBe(shown)
    return left.slice(shown.length)
  }, drawn)
  expect(rest).toBe('')
}

const blocksOf = (blocks: unknown) => checkMessageBlocks(JSON.parse(JSON.stringify(blocks)) as Json)
const viewOf = (view: unknown) => checkModal(JSON.parse(JSON.stringify(view)) as Json)

/** Slack would take the message: each person gets a word. */
const expectCanBeShown = async (reply: Reply): Promise<void> => {
  switch (reply.kind) {
    case 'answer':
      return void blocksOf(drawAnswer(reply, [], { to: 'one', again: 'share' }).blocks)
    case 'refusal':
      blocksOf(drawRefusal(reply, null).blocks)
      return void viewOf(noticeView('Blocked', drawRefusal(reply, null).blocks))
    case 'form':
      return void viewOf(formView(reply, 'C_OPS', ['shop']))
    case 'picker':
      return void viewOf(pickerView(reply, 'C_OPS'))
    case 'code':
      return void viewOf(codeView(reply, 'C_OPS'))
    case 'proposed': {
      const { change } = reply
      // As kept, and so as it would be sent.
      const kept = (await findPlan(inProcess.parts.store, change.plan.id))?.body as unknown as Plan
      expectOneStatementEach(kept)
      const { text, blocks } = wording(
        drawChange(change, new Map(verbsOf(change).map(verb => [verb, verb]))),
      )
      expect(text).not.toContain('<!')
      expectShown(kept, sqlDrawn(blocks as Parameters<typeof sqlDrawn>[0]))
      return void blocksOf(blocks)
    }
  }
}

/** All statements of Howdah's roles, from the managed server's own log. */
const statementsSeen = (): readonly string[] =>
  howdah.managed
    .log()
    .split(/\n(?=\d{4}-\d\d-\d\d )/)
    .flatMap(
      entry => /howdah@\S+ .*?LOG: {2}(?:execute [^:]*|statement): ([^]*)/.exec(entry)?.[1] ?? [],
    )

const inner = (statement: Node | undefined): string => {
  const prepared = statement?.['PrepareStmt'] as { readonly query?: Node } | undefined
  return prepared ? kindOf(prepared.query) : kindOf(statement)
}

/** The statements of a trial: made in a transaction, on a new temporary table. */
const trial =
  /^(begin read write|savepoint (?:asking|naming)|rollback|rollback to savepoint (?:asking|naming)|create temporary table \S.* on commit drop|create temporary view \S+ as select 1 as one from .*|CREATE (UNIQUE )?INDEX ON pg_temp\..* USING .*|create index on pg_temp\..+ \(\(1\)\)|insert into pg_temp\..+ default values|explain \(format json\) select .* from public\..+)\s*$/s

const parsesAsOne = (text: string): boolean => {
  const parsed = parseSql(text)
  return parsed.ok && parsed.statements.length === 1
}

const catalogue = () =>
  howdah.managed.query(
    howdah.database,
    `select oid, relname, relfilenode from pg_class where relnamespace = 'public'::regnamespace order by oid`,
  )
const untouched = await catalogue()

const reads = ['SelectStmt', 'DeallocateStmt', 'VariableSetStmt', 'VariableShowStmt']

/** Finds of earlier soups, asked again each time. */
const found: [{ text: string }][] = [[{ text: 'index create ""' }]]

describe('1,000 command lines', () => {
  test(`are each answered, and change nothing (seed ${seed})`, async () => {
    const kinds = new Map<string, number>()
    const property = fc.asyncProperty(commandLine, async ({ text, values }) => {
      const before = inProcess.faults.length
      const reply = await inProcess
        .say(text, values)
        .catch((error: unknown) => troubleOf(error, thrown => inProcess.faults.push(thrown), {}))
      if (inProcess.faults.length > before) throw inProcess.faults.at(-1)
      kinds.set(reply.kind, (kinds.get(reply.kind) ?? 0) + 1)
      await expectCanBeShown(reply)
      for (const scope of await frozenScopes(howdah.store))
        await howdah.store.transaction(tx => liftFreeze(tx, scope, 'fuzz'))
    })
    await fc.assert(property, { numRuns: 1_000, seed, endOnFailure: false, examples: found })
    // The soup is worthless when no input comes as far as a plan.
    expect([...kinds.keys()]).toEqual(
      expect.arrayContaining(['answer', 'form', 'proposed', 'refusal']),
    )
  })

  test('have only ever made the server read, and try what it rolls back', async () => {
    const all = [...new Set(statementsSeen())]
    const tried = all.filter(text => trial.test(text))
    const seen = all.filter(text => !trial.test(text))
    expect(seen.length).toBeGreaterThan(20)
    expect(tried.length).toBeGreaterThan(0)
    expect(tried.filter(text => !parsesAsOne(text))).toEqual([])
    expect(await catalogue()).toEqual(untouched)
    const kinds = seen.map(text => {
      const parsed = parseSql(text)
      return parsed.ok && parsed.statements.length === 1 ? inner(parsed.statements[0]) : text
    })
    expect([...new Set(kinds)].filter(kind => !reads.includes(kind))).toEqual([])
  })
})

describe('through Slack', () => {
  test.each([
    ['100 kB', `index create users columns=${'x'.repeat(100_000)}`, 'characters long'],
    ['bidi', 'index create users columns=\u202eliame', 'an invisible character (U+202E)'],
    ['zero width', 'index create us\u200bers columns=id', 'an invisible character (U+200B)'],
    ['SQL', 'index create users columns=id); drop table users; --', 'Blocked:'],
    ['a mention', 'index create <!channel> columns=id', 'There is no table'],
    ['a word nobody knows', 'flush everything', 'There is no command'],
  ])('%s is refused in words', async (_, typed, words) => {
    if (howdah.bots.length === 0) await howdah.start()
    const heard = listenFor(howdah, 'olga')
    await howdah.say('olga', `/pg ${typed}`)
    expect(await heard(words)).not.toContain('<!channel>')
    expect(howdah.bots).toHaveLength(1)
  })
})
