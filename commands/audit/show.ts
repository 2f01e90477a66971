import { z } from 'zod'
import { answers } from '#model/command'
import { line } from '#model/input'
import { answer } from '#model/reply'
import { counted } from '#text/figures'

export const auditShow = answers({
  words: 'audit show',
  summary: 'The newest entries of the record',
  example: 'about=p-7k3m9qx',
  first: 'about',
  verb: 'audit',
  needs: 'nothing',
  input: z.object({
    about: line.optional().describe('A plan, run, cluster or person; everything when left out'),
    limit: z.coerce.number().int().min(1).max(200).default(20).describe('How many, at most 200'),
  }),
  async answer({ input, engine }) {
    const about = input.about
    const lines = await engine.audit.latest(input.limit, about)
    if (lines.length === 0) return answer('The record has no such entry.')
    return answer(`${counted(lines.length, 'entry', 'entries')}, newest first.`, {
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

/** A person whose name is not known: `T_SHOP/U_ADAM` → `U_ADAM`, `cli/adam` → `adam (command line)`; a process keeps its name. */
const whoOf = (actor: string): string => {
  if (actor.startsWith('cli/')) return `${actor.slice('cli/'.length)} (command line)`
  return /^[TE][A-Z0-9_]*\//.test(actor) ? actor.slice(actor.indexOf('/') + 1) : actor
}
