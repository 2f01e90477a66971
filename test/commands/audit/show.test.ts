import { describe, expect, test } from 'vitest'
import { auditShow } from '#commands/audit/show'
import type { AuditLine } from '#model/engine'
import { refusal } from '#model/refusal'
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

const now = () => Promise.resolve(new Date('2026-11-30T14:00:00Z'))

/** A record with one line for each asked number, and lines about p-7k3m9qx only. */
const engine = {
  now,
  audit: {
    latest: (limit: number, about = 'p-7k3m9qx') =>
      Promise.resolve({
        older: 0,
        lines: Array.from({ length: about === 'p-7k3m9qx' ? Math.min(limit, 3) : 0 }, (_, at) => ({
          ...line,
          seq: line.seq - at,
        })),
      }),
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
    const latest = () => Promise.resolve({ lines: [{ ...line, actor, name }], older: 0 })
    const shown = await say(auditShow, 'audit show', {
      engine: { now, audit: { ...engine.audit, latest } },
    })
    expect(shown).toMatchObject({ table: { rows: [expect.arrayContaining([who])] } })
  })

  test('is of the time that was said, counts the older entries, and leads to them', async () => {
    const asked: unknown[] = []
    const latest = (...of: readonly unknown[]) => {
      asked.push(of)
      return Promise.resolve({ lines: [line], older: 311 })
    }
    const shown = await say(auditShow, 'audit show since=7d until=2026-11-29 limit=1', {
      engine: { now, audit: { ...engine.audit, latest } },
    })
    expect(asked).toEqual([
      [
        1,
        undefined,
        {
          since: new Date('2026-11-23T14:00:00Z'),
          until: new Date('2026-11-30T00:00:00Z'),
          before: null,
        },
      ],
    ])
    expect(shown).toMatchObject({
      title: '1 entry, newest first; 311 older ones beside.',
      offers: [{ label: 'Older Entries', command: 'audit show since=7d limit=1 before=17' }],
    })
  })

  test('refuses a time that nobody can read', async () => {
    expect(await say(auditShow, 'audit show since=soonish', { engine })).toEqual(
      refusal(
        '“soonish” is no time that Howdah can read.',
        'Write a day (`2026-11-29`), a moment in UTC (`"2026-11-29 14:03"`), or how long ago (`7d`).',
      ),
    )
  })

  test('says so where there is nothing', async () => {
    expect(await say(auditShow, 'audit show r-7k3m9qx', { engine })).toEqual(
      answer('The record has no such entry.', { lines: [] }),
    )
  })

  test('says by what a person is found whose name nobody knows', async () => {
    expect(await say(auditShow, 'audit show about=Olga', { engine })).toEqual(
      answer('The record has no such entry.', {
        lines: [
          'Nobody whom the inventory names is called Olga here. Others are found by the id under Who: `audit show about=U…`.',
        ],
      }),
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
