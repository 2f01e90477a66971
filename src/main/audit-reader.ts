/** The record as commands see it. */
import type { ChainedEntry } from '#audit/entry'
import type { AuditLog } from '#audit/log'
import type { AuditLine, AuditReader } from '#engine/command'

export const openAuditReader = (log: AuditLog): AuditReader => ({
  latest: async (limit, about) => (await log.latest(limit, about)).map(lineOf),
  verify: () => log.verify(),
  export: async () => `${(await log.all()).map(entry => JSON.stringify(entry)).join('\n')}\n`,
})

interface Body {
  readonly at: string
  readonly kind: string
  readonly actor: string
  readonly subject: Readonly<Record<string, unknown>>
  readonly detail: Readonly<Record<string, unknown>>
}

const lineOf = ({ seq, body }: ChainedEntry): AuditLine => {
  const { at, kind, actor, subject, detail } = JSON.parse(body) as Body
  const about = [subject['cluster'], subject['plan']].filter(one => typeof one === 'string')
  const what = [detail['headline'], detail['title'], detail['command'], detail['because']].find(
    one => typeof one === 'string',
  )
  return { seq, at, kind, actor, summary: [...about, what ?? ''].join(' ').trim() }
}
