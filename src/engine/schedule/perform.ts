/** Says the command of a slot with the rights of the schedule's owner, and gives the outcome. */
import { dispatch } from '#engine/ask/dispatch'
import type { Parts } from '#engine/parts'
import { authorize } from '#engine/people/authorize'
import type { FindOwner } from '#engine/schedule/owners'
import { channelOf } from '#engine/schedule/place'
import type { Engine } from '#model/engine'
import type { Plan } from '#model/plan'
import { isRefusal, type Refusal } from '#model/refusal'
import type { Answer, Reply } from '#model/reply'
import type { KeptAnswer, Schedule, SlotOutcome } from '#model/schedule/schedule'
import { Failure } from '#src/errors'
import type { SlotKey } from '#store/schedule/slots'

export interface Performing {
  readonly engine: Engine
  readonly findOwner: FindOwner
}

export const perform = async (
  parts: Parts,
  { engine, findOwner }: Performing,
  schedule: Schedule,
  slot: SlotKey,
): Promise<SlotOutcome> => {
  const person = await findOwner(schedule.owner)
  if (isRefusal(person)) throw new Failure('people.silent', person.because, person.instead)
  const lost = authorize(parts.config.people, person, 'read', { cluster: null, requester: null })
  if (lost) return refusedFor(schedule, lost)
  const reply = await dispatch(parts, engine, {
    text: schedule.command,
    person,
    origin: {
      via: 'schedule',
      channel: channelOf(parts, schedule),
      slot: {
        schedule: slot.schedule,
        at: slot.at.toISOString(),
        ...(slot.askedBy === null ? {} : { askedBy: slot.askedBy }),
      },
    },
  })
  return outcomeOf(reply, schedule)
}

const refusedFor = ({ owner }: Schedule, { because }: Refusal): SlotOutcome => ({
  kind: 'refused',
  because: `It runs with the rights of ${owner.name}, who is told now: ${because}`,
  instead: 'Somebody with that right has to save it again with `schedule edit`.',
})

const outcomeOf = (reply: Reply, schedule: Schedule): SlotOutcome => {
  switch (reply.kind) {
    case 'answer':
      return { kind: 'answered', answer: kept(reply) }
    case 'proposed':
      return plannedOutcome(reply.change.plan)
    case 'refusal':
      return { kind: 'refused', because: reply.because, instead: reply.instead }
    case 'form':
    case 'picker':
    case 'code':
      return {
        kind: 'refused',
        because: `\`${schedule.command}\` is not complete, or has a value that Howdah no longer takes.`,
        instead: 'Rewrite it with `schedule edit`.',
      }
  }
}

/** The answer to keep and to post, with a line in the place of a file. */
const kept = (given: Answer): KeptAnswer => {
  const { title, lines, people, table, chart, owner, alarm, file, stream } = given
  return {
    title,
    ...(people === undefined ? {} : { people }),
    ...(table === undefined ? {} : { table: { columns: table.columns, rows: table.rows } }),
    ...(chart === undefined ? {} : { chart }),
    ...(owner === undefined ? {} : { owner }),
    ...(alarm === undefined ? {} : { alarm }),
    lines: [
      ...(lines ?? []),
      ...((file ?? stream)
        ? ['The file that belongs to the answer is not kept: ask for it yourself.']
        : []),
    ],
  }
}

const plannedOutcome = ({
  id,
  approvalsNeeded,
}: Pick<Plan, 'id' | 'approvalsNeeded'>): SlotOutcome => ({
  kind: 'planned',
  plan: id,
  standing: null,
  asks: null,
  ...(approvalsNeeded === 0 ? { began: true } : {}),
})
