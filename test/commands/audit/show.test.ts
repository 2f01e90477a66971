import { describe, expect, test } from 'vitest'
import { auditShow } from '#commands/audit/show'
import type { AuditLine } from '#model/engine'
import { answer } from '#model/reply'
import { askedAgain, say } from '#test/support/commands/say'

const line: AuditLine = {
  seq: 17,
  at: '2026-11-23T12:00:01.500Z',
  kind: 'plan.approved',
  actor: 'T/U_ADAM',
  name: 'adam',
  summary: 'shop p-7k3m9qx (Build index users_id_idx on public.users (id))',
  body: '{"actor":"T/U_ADAM"}',
}

/** A record with one line for each asked number, and lines about p-7k3m9qx only. */
const engine = {
  audit: {
    latest: (limit: number, about = 'p-7k3m9qx') =>
      Promise.resolve(
        Array.from({ length: about === 'p-7k3m9qx' ? Math.min(limit, 3) : 0 }, (_, at) => ({
          ...line,
          seq: line.seq - at,
        })),
      ),
    verify: () => Promise.reject(new Error('not asked')),
    export: () => Promise.reject(new Error('not asked')),
  },
}

describe('audit show', () => {
  test.each([
    ['audit show', '3 entries, newest first.', ['17', '16', '15']],
    ['audit show p-7k3m9qx limit=1', '1 entry, newest first.', ['17']],
    ['audit show about=p-7k3m9qx limit=2', '2 entries, newest first.', ['17', '16']],
  ])('%s lists %s', async (text, title, entries) => {
    expect(await say(auditShow, text, { engine })).toEqual(
      answer(title, {
        table: {
          columns: ['What', 'At (UTC)', 'Who', 'About', 'Entry'],
          rows: entries.map(seq => ['plan.approved', '11-23 12:00:01', 'adam', line.summary, seq]),
        },
        file: { name: 'entries.jsonl', text: '{"actor":"T/U_ADAM"}\n'.repeat(entries.length) },
      }),
    )
  })

  test.each([
    ['T/U_ADAM', 'adam', 'adam'],
    ['T/U_ADAM', null, 'U_ADAM'],
    ['cli/adam', null, 'adam (command line)'],
    ['howdah', null, 'howdah'],
  ])('names %s, known as %j, as %s', async (actor, name, who) => {
    const latest = () => Promise.resolve([{ ...line, actor, name }])
    const shown = await say(auditShow, 'audit show', {
      engine: { audit: { ...engine.audit, latest } },
    })
    expect(shown).toMatchObject({ table: { rows: [expect.arrayContaining([who])] } })
  })

  test('says so where there is nothing', async () => {
    expect(await say(auditShow, 'audit show weather', { engine })).toEqual(
      answer('The record has no such entry.'),
    )
  })

  test.each([
    ['audit show limit=0', ['limit']],
    ['audit show limit=201', ['limit']],
    ['audit show limit=many', ['limit']],
  ])('%s is asked again for %j', (text, keys) => {
    expect(askedAgain(auditShow, text)).toEqual(keys)
  })
})
