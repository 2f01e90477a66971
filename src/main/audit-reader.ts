/** The record as commands read it. */
import type { ChainedEntry } from '#audit/entry'
import type { AuditLog } from '#audit/log'
import { readBody } from '#audit/read-body'
import type { AuditLine, AuditReader } from '#model/engine'

export const openAuditReader = (log: AuditLog): AuditReader => ({
  latest: async (limit, about) => (await log.latest(limit, about)).map(lineOf),
  verify: () => log.verify(),
  async export() {
    const lines: string[] = []
    for await (const part of log.parts()) lines.push(...part.map(entry => JSON.stringify(entry)))
    return `${lines.join('\n')}\n`
  },
})

const lineOf = ({ seq, body }: ChainedEntry): AuditLine => {
  const read = readBody(body)
  if (!read) return { seq, at: '', kind: 'altered', actor: '', summary: 'It cannot be read.' }
  const { at, kind, actor, subject, detail } = read
  const scope = subject['scope'] === '*' ? 'every cluster' : subject['scope']
  const about = [subject['cluster'], scope, subject['plan']].filter(
    (one, place, all) => typeof one === 'string' && all.indexOf(one) === place,
  )
  const what = [
    detail['headline'],
    detail['title'],
    detail['command'],
    detail['because'],
    detail['reason'],
  ].find(one => typeof one === 'string')
  return { seq, at, kind, actor, summary: [...about, what ?? ''].join(' ').trim() }
}
