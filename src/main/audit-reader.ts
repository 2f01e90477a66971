/** The record as commands read it. */
import type { ChainedEntry } from '#audit/entry'
import { isGenuineEntry } from '#audit/genuine-entry'
import type { AuditLog } from '#audit/log'
import { readBody } from '#audit/read-body'
import { countEntries, everyEntry, firstSince, unsignedUpTo } from '#audit/read-entries'
import type { Parts } from '#engine/parts'
import { usersCalled } from '#main/users-called'
import type { AuditLine, AuditReader, AuditWhere } from '#model/engine'
import { isRefusal } from '#model/refusal'
import { headlinesOf } from '#store/plans'

/** `findPerson` asks Slack: a name in the control database could be forged. */
export const openAuditReader = (
  log: AuditLog,
  { store, config, findPerson }: Pick<Parts, 'store' | 'config' | 'findPerson'>,
): AuditReader => ({
  async latest(limit, said, { since: earliest, until, before } = everywhere) {
    const about =
      said === undefined
        ? undefined
        : [said, ...(await usersCalled(said, config.people, findPerson))]
    const since = await unsignedUpTo(store)
    const from = earliest === null ? everyEntry.from : await firstSince(store, earliest)
    const end = until === null ? everyEntry.below : await firstSince(store, until)
    const bounds = { from, below: Math.min(end, before ?? end) }
    const chained = await log.latest(limit, about, bounds)
    const oldest = chained.at(-1)
    const older = oldest ? await countEntries(store, about, { from, below: oldest.seq }) : 0
    const entries = chained.map(one =>
      one.seq <= since || isGenuineEntry(store.signer, one) ? readEntry(one) : byHand(one),
    )
    const plans = distinct(entries.flatMap(({ plan }) => plan ?? []))
    const people = distinct(entries.map(({ line }) => line.actor)).filter(isOfSlack)
    const [headlines, names] = await Promise.all([
      headlinesOf(store, plans),
      Promise.all(people.map(async id => [id, await nameOf(findPerson, id)] as const)),
    ])
    const byId = new Map(names)
    const lines = entries.map(({ line, plan, said }) => ({
      ...line,
      name: byId.get(line.actor) ?? null,
      summary: said(plan === null ? undefined : headlines.get(plan)),
    }))
    return { lines, older }
  },
  verify: () => log.verify(),
  export: () => log.export(),
})

const everywhere: AuditWhere = { since: null, until: null, before: null }

const distinct = (all: readonly string[]): readonly string[] => [...new Set(all)]

const isOfSlack = (actor: string): boolean => /^[TE][A-Z0-9_]*\//.test(actor)

/** Undefined where Slack cannot be asked, or does not know the person. */
const nameOf = async (findPerson: Parts['findPerson'], id: string): Promise<string | undefined> => {
  const person = await findPerson?.(id).catch(() => undefined)
  return person === undefined || isRefusal(person) ? undefined : person.name
}

interface ReadEntry {
  readonly line: Omit<AuditLine, 'name' | 'summary'>
  readonly plan: string | null
  /** The subject of the entry, with the headline of the plan. */
  readonly said: (headline: string | undefined) => string
}

/** No word of a forged entry is shown: the id of a plan or a person may be false as well. */
const byHand = ({ seq, body }: ChainedEntry): ReadEntry => ({
  line: { seq, at: '', kind: 'forged', actor: '', body },
  plan: null,
  said: () => 'Howdah did not write it.',
})

const readEntry = ({ seq, body }: ChainedEntry): ReadEntry => {
  const read = readBody(body)
  if (!read)
    return {
      line: { seq, at: '', kind: 'altered', actor: '', body },
      plan: null,
      said: () => 'It cannot be read.',
    }
  const { at, kind, actor, subject, detail } = read
  const scope = subject['scope'] === '*' ? 'every cluster' : subject['scope']
  const plan = typeof subject['plan'] === 'string' ? subject['plan'] : null
  const said = (headline: string | undefined): string => {
    const known = typeof detail['headline'] === 'string' ? detail['headline'] : headline
    const what = [detail['title'], detail['command'], detail['because'], detail['reason']].find(
      one => typeof one === 'string',
    )
    return [
      subject['cluster'],
      scope === subject['cluster'] ? '' : scope,
      plan === null || known === undefined ? plan : `${plan} (${known})`,
      what,
    ]
      .filter(one => typeof one === 'string' && one !== '')
      .join(' ')
  }
  return { line: { seq, at, kind, actor, body }, plan, said }
}
