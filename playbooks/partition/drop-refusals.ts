/** Why a table is not dropped, and the way out. */
import type { DetachedTable, FoundDetached } from '#cluster/facts/partition/detached'
import { type Refusal, refusal } from '#model/refusal'
import { mayNotActAs, noLogin, noTableNamed, severalNamed } from '#playbooks/shared/refusals'
import { minute } from '#text/instant'
import { listed } from '#text/listed'

export const dropRefused = (
  { table: typed }: { readonly table: string },
  found: FoundDetached,
): Refusal | (DetachedTable & { readonly actor: string }) => {
  if (found.found === 'nothing') return noTableNamed(typed, found.known, null)
  if (found.found === 'several') return severalNamed('table', typed, found.tables)
  if (found.found === 'other') return notDetached(found)
  const { actor, table } = found
  if (actor === null) return noLogin('ddl')
  return (
    mayNotActAs(actor, table.owner, table.quoted, found) ??
    stillKept(found) ??
    stillNeeded(found) ?? { ...found, actor }
  )
}

const notDetached = ({ quoted, partOf }: Extract<FoundDetached, { found: 'other' }>): Refusal =>
  partOf === null
    ? refusal(
        `${quoted} is not known as a partition that Howdah detached.`,
        'Only such tables are dropped here. Drop it by hand, if you are sure of what it holds.',
      )
    : refusal(
        `${quoted} is a partition of ${partOf}.`,
        `Let \`partition rotate ${partOf} keep=…\` detach it first; its rows are kept for some days then.`,
      )

const stillKept = ({ table, detached, hold }: DetachedTable): Refusal | undefined =>
  hold.isOver
    ? undefined
    : refusal(
        `${table.quoted} was detached on ${minute(detached.at)}, to be kept for ${hold.words}.`,
        hold.until === '' ? 'Drop it by hand.' : `Ask again after ${minute(hold.until)}.`,
      )

const stillNeeded = ({ table, restsOn }: DetachedTable): Refusal | undefined =>
  restsOn.length === 0
    ? undefined
    : refusal(
        `${listed(restsOn)} ${restsOn.length === 1 ? 'rests' : 'rest'} on ${table.quoted}.`,
        `Drop ${restsOn.length === 1 ? 'that' : 'those'} first, if no longer needed.`,
      )
