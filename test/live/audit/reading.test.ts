/** The record's entries about the configuration, and reading them in any condition of the record. */
import { describe, expect, test } from 'vitest'
import { measureAfter } from '#engine/guard/measure'
import { recordConfiguration } from '#main/record-configuration'
import { drawChange } from '#slack/draw/plan/change-message'
import { threadLines } from '#slack/draw/plan/thread-lines'
import { appendAfterwards } from '#store/journal'
import { insertMeasurement } from '#store/measurements'
import { insertWatch } from '#store/watches'
import { startHowdah } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'
import { signAnew } from '#test/support/signing'

const howdah = await startHowdah({ tables: ['create table users (id int, email text)'] })
const house = openInProcess(howdah)
const { parts, engine } = house

const configured = async (): Promise<readonly { title: string; body: string }[]> =>
  howdah.store.query(
    `select body::json -> 'detail' ->> 'title' as title, body from howdah.audit
     where body::json ->> 'kind' = 'config.changed' order by seq`,
  )

describe('a bot that starts', () => {
  test('records the configuration once, of many that start with the same', async () => {
    await Promise.all(Array.from({ length: 8 }, () => recordConfiguration({ parts })))
    const [first, ...others] = await configured()
    expect(first?.title).toBe('the first configuration')
    expect(others).toEqual([])
    expect(first?.body).toContain('U_ADAM')
    expect(first?.body).not.toContain('howdah:howdah')
    expect(first?.body).not.toContain('"password"')
  })

  test('records what of it has changed', async () => {
    const { people, policies } = parts.config
    const config = {
      ...parts.config,
      people: { ...people, approvers: [...people.approvers, 'U_EVE'] },
      policies: [...policies],
    }
    await recordConfiguration({ parts: { ...parts, config } })
    const last = (await configured()).at(-1)
    expect(last?.title).toBe('changed: people.approvers')
    expect(last?.body).toContain('U_EVE')
    await recordConfiguration({ parts })
    expect(await configured()).toHaveLength(3)
  })
})

describe('audit show', () => {
  test('takes what it looks for as it is written', async () => {
    await engine.audit.latest(10)
    const found = async (about: string) => (await engine.audit.latest(10, about)).lines.length
    expect(await Promise.all(['U_EVE', 'U%EVE', 'UxEVE', 'U_EV_'].map(found))).toEqual([1, 0, 0, 0])
  })

  test('goes from page to page, and takes a time, whoever wrote an entry by hand', async () => {
    const where = { since: null, until: null, before: null }
    const numbers = async (of: object, about?: string) => {
      const { lines, older } = await engine.audit.latest(2, about, { ...where, ...of })
      return [lines.map(({ seq }) => seq), older]
    }
    expect(await numbers({})).toEqual([[3, 2], 1])
    expect(await numbers({ before: 2 })).toEqual([[1], 0])
    expect(await numbers({ before: 3 }, 'config.changed')).toEqual([[2, 1], 0])
    const [, second] = (await engine.audit.latest(3)).lines
    const at = new Date(second?.at ?? '')
    expect(await numbers({ since: at })).toEqual([[3, 2], 0])
    expect(await numbers({ until: at })).toEqual([[1], 0])
    expect(await numbers({ since: new Date(Date.now() + 60_000) })).toEqual([[], 0])
  })

  test('shows the others when somebody left an entry that is no JSON', async () => {
    await howdah.control.run(
      'howdah',
      'alter table howdah.audit disable trigger user',
      `update howdah.audit set body = 'gone {' where seq = 2`,
      'alter table howdah.audit enable trigger user',
    )
    const { lines } = await engine.audit.latest(10)
    expect(lines.map(({ seq, kind }) => [seq, kind])).toEqual([
      [3, 'config.changed'],
      [2, 'forged'],
      [1, 'config.changed'],
    ])
    const parts: string[] = []
    for await (const part of (await engine.audit.export())()) parts.push(part)
    expect(parts.join('')).toContain('gone {')
  })
})

describe('the newest entry about the configuration and the undo of a run', () => {
  test.each([
    [`select from howdah.plan where body ->> 'undoes' = 'r-0000000'`, 'plan_undoes_idx'],
    [
      `select from howdah.audit where body like '%"kind":"config.changed"%' order by seq desc limit 1`,
      'audit_configuration_idx',
    ],
  ])('are found without a scan: %s', async (statement, index) => {
    const rows = await howdah.store.transaction(async tx => {
      await tx.query('set local enable_seqscan = off')
      return tx.query<{ 'QUERY PLAN': string }>(`explain ${statement}`)
    })
    expect(rows.map(row => row['QUERY PLAN']).join('\n')).toContain(index)
  })
})

/** A change that ran, with figures of before and after; each plan needs new columns. */
const measuredChange = async (columns: string) => {
  const asked = await house.say(`index create users columns=${columns}`)
  const plan = asked.kind === 'proposed' ? asked.change.plan.id : ''
  const run = await house.approve(plan)
  await house.drive(run)
  await howdah.control.query(
    'howdah',
    `update howdah.plan set body = jsonb_set(body, '{measure}',
       '{"kind": "statements", "queryids": ["1"], "label": "User search", "calls": 40}') where id = $1`,
    [plan],
  )
  await signAnew(howdah.control, plan)
  for (const [place, moment] of (['planned', 'before', 'after'] as const).entries())
    await insertMeasurement(howdah.store, plan, moment, {
      at: new Date(place * 60_000).toISOString(),
      nodes: { 'shop-1': { 1: { calls: 100 * place, totalMs: 1_000 * place } } },
    })
  await insertWatch(howdah.store, run, 'measure', 0)
  const shown = async (): Promise<string> => {
    const change = await engine.findChange(plan)
    if (!change) throw new Error('the plan is gone')
    const lines = threadLines(change).map(({ markdown }) => markdown)
    return [drawChange(change, new Map()).text, ...lines].join('\n')
  }
  return {
    run,
    plan,
    shown,
    measure: (isLate: boolean) =>
      measureAfter(parts, { run_id: run, plan_id: plan, kind: 'measure', late: isLate ? 1 : -1 }),
  }
}

describe('an effect', () => {
  test('whose counters PostgreSQL dropped is said at once to be not measured', async () => {
    const { shown, measure } = await measuredChange('id,id')
    expect(await shown()).toContain('Measuring User search')
    // No statement of this server has the id 1.
    await measure(false)
    const said = await shown()
    expect(said).toContain('User search: PostgreSQL reset or dropped its counters meanwhile')
    expect(said).toContain(
      'PostgreSQL reset or dropped the counters meanwhile, so the effect is not measured.',
    )
  })

  test('stands in the plan of the drop, as long as nobody else wrote it', async () => {
    const { run, plan } = await measuredChange('email')
    const sample = { meanMs: 226, calls: 342, seconds: 60 }
    const detail = { label: 'User search', before: sample, after: { ...sample, meanMs: 0.2 } }
    await appendAfterwards(howdah.store, { run, plan }, { kind: 'measured', detail })
    const notes = async (): Promise<string> => {
      const asked = await house.say('index drop users_email_idx')
      return asked.kind === 'proposed' ? asked.change.plan.notes.join('\n') : asked.kind
    }
    expect(await notes()).toContain(`When Howdah built public.users_email_idx (${plan}, `)
    expect(await notes()).toContain('User search went from 226 ms to 0.2 ms (342 calls before, ')
    await howdah.control.run(
      'howdah',
      'alter table howdah.journal disable trigger user',
      `update howdah.journal set detail = jsonb_set(detail, '{after,meanMs}', '300') where kind = 'measured'`,
      'alter table howdah.journal enable trigger user',
    )
    expect(await notes()).not.toContain('User search')
  })

  test('whose cluster is away at the deadline is not measured for ever', async () => {
    const { shown, measure } = await measuredChange('id')
    expect(await shown()).toContain('Measuring User search')
    await howdah.managed.run(
      'postgres',
      'alter role howdah connection limit 0',
      `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'howdah'`,
    )
    await measure(true)
    const said = await shown()
    expect(said).toContain('User search: the cluster did not answer in time')
    expect(said).toContain('The cluster did not answer in time, so the effect is not measured.')
  })
})
