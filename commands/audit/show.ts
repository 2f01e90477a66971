import { z } from 'zod'
import { answers } from '#model/command'
import { line } from '#model/input'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { counted } from '#text/figures'
import { readTimeSaid } from '#text/moment'
import { writeCommand } from '#text/write-command'

export const auditShow = answers({
  words: 'audit show',
  summary: 'The newest entries of the record',
  example: 'about=p-7k3m9qx',
  first: 'about',
  verb: 'audit',
  needs: 'nothing',
  input: z.object({
    about: line.optional().describe('A plan, run, cluster or person; everything when left out'),
    since: line.optional().describe('From then on: `2026-11-29`, `7d`, `yesterday`; UTC'),
    until: line.optional().describe('Up to then: a day is meant to its end'),
    before: z.coerce
      .number()
      .int()
      .min(1)
      .optional()
      .describe('Only entries older than this one, by its number'),
    limit: z.coerce.number().int().min(1).max(200).default(20).describe('How many, at most 200'),
  }),
  async answer({ input, engine }) {
    const { about, since, until, before = null, limit } = input
    const now = await engine.now()
    const [from, to] = [since, until].map(said =>
      said === undefined ? null : readTimeSaid(said, now),
    )
    if (from === undefined || to === undefined)
      return refusal(
        `“${from === undefined ? since : until}” is no time that Howdah can read.`,
        'Write a day (`2026-11-29`), a moment in UTC (`"2026-11-29 14:03"`), or how long ago (`7d`).',
      )
    const where = { since: from?.from ?? null, until: to?.to ?? null, before }
    const { lines, older } = await engine.audit.latest(limit, about, where)
    const oldest = lines.at(-1)
    if (!oldest) return answer('The record has no such entry.', { lines: unnamed(about) })
    const others = older === 0 ? '' : `; ${counted(older, 'older one')} beside`
    return answer(`${counted(lines.length, 'entry', 'entries')}, newest first${others}.`, {
      ...(older === 0
        ? {}
        : {
            offers: [
              {
                label: 'Older Entries',
                command: writeCommand('audit show', {
                  about: about ?? null,
                  since: since ?? null,
                  limit,
                  before: oldest.seq,
                }),
              },
            ],
          }),
      table: {
        // A phone shows the first three.
        columns: ['What', 'At (UTC)', 'Who', 'About', 'Entry'],
        rows: lines.map(({ seq, at, kind, actor, name, summary }) => [
          kind.replace(/\.will$/, '.starting'),
          at.slice(5, 19).replace('T', ' '),
          name ?? whoOf(actor),
          summary,
          String(seq),
        ]),
      },
      file: { name: 'entries.jsonl', text: `${lines.map(({ body }) => body).join('\n')}\n` },
    })
  },
})

/** A terminal knows no names of Slack, and the inventory names few people beside groups. */
const unnamed = (about: string | undefined): readonly string[] =>
  about === undefined || !/^@?[\p{L}][\p{L} '’-]*$/u.test(about)
    ? []
    : [
        `Nobody whom the inventory names is called ${about} here. Others are found by the id under Who: \`audit show about=U…\`.`,
      ]

/** A person without a known name: `T_SHOP/U_ADAM` → `U_ADAM`, `cli/adam` → `adam (command line)`; a process keeps the name. */
const whoOf = (actor: string): string => {
  if (actor.startsWith('cli/')) return `${actor.slice('cli/'.length)} (command line)`
  return /^[TE][A-Z0-9_]*\//.test(actor) ? actor.slice(actor.indexOf('/') + 1) : actor
}
