/** A submission from any edge is read, authorised, then answered or planned. */
import { inTrial } from '#engine/ask/in-trial'
import { onCluster } from '#engine/ask/on-cluster'
import { readFollowed } from '#engine/ask/read-followed'
import { parseSaid, readSaid } from '#engine/ask/read-said'
import type { Parts } from '#engine/parts'
import { authorize } from '#engine/people/authorize'
import { inPlace } from '#engine/plan/in-place'
import { propose } from '#engine/plan/propose'
import { readChange } from '#engine/show/read-change'
import type { AnswerCommand, Command, ProposeCommand } from '#model/command'
import type { Submission } from '#model/edges'
import type { Engine } from '#model/engine'
import type { Person } from '#model/person'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import type { Answer, CodeAsked, ProposedReply, Reply } from '#model/reply'
import { notScheduled } from '#model/schedule/scheduled'
import type { View } from '#model/view'

export const dispatch = async (parts: Parts, engine: Engine, said: Submission): Promise<Reply> => {
  const read = readSaid(parts, said)
  if (isRefusal(read)) return read
  if (read.kind === 'nothing') return mayNotRead(parts, said.person) ?? picker(parts, said.person)
  const { command } = read
  const mayNot =
    authorize(parts.config.people, said.person, verbOf(command), {
      cluster: read.values['cluster'] ?? null,
      requester: null,
    }) ?? unfit(said, command)
  if (mayNot) return deny(parts, said, command, mayNot)
  const parsed = parseSaid(parts, said.origin, read)
  if (parsed.kind !== 'parsed') return parsed
  const cluster = text(parsed.data['cluster'])
  if (cluster !== undefined && !parts.clusters.has(cluster)) await parts.lookForClones()
  return command.kind === 'answer'
    ? reply(parts, engine, command, said, parsed.data)
    : plan(parts, command, said, parsed.data)
}

/** Also for a line saved by an older build, whose command was of a different kind. */
const unfit = ({ origin }: Submission, command: Command): Refusal | undefined =>
  origin.via === 'schedule' ? notScheduled(command) : undefined

const verbOf = (command: Command) => (command.kind === 'answer' ? command.verb : 'propose')

const reply = async (
  parts: Parts,
  engine: Engine,
  command: AnswerCommand,
  said: Submission,
  input: Record<string, unknown>,
): Promise<Reply> => {
  const { person, origin, code = null } = said
  const asked = { person, input, engine, origin, code, commands: parts.commands }
  let answer: Answer | Refusal | CodeAsked | ProposedReply
  if (command.needs === 'cluster') {
    const place = { cluster: String(input['cluster']), database: text(input['database']) }
    const ask = (view: View) => command.answer({ ...asked, view })
    answer = inPlace(parts, place, await onCluster(engine, place, ask))
  } else answer = await command.answer(asked)
  const told = answer.kind === 'code' ? { ...answer, again: sayAgain(said) } : answer
  // What a schedule asks stands in the record with the schedule.
  if (origin.via === 'schedule') return told
  await parts.record.appendOutcome('asked', {
    actor: person.id,
    subject: { cluster: input['cluster'] ?? null },
    detail: { command: command.words, input },
  })
  return told
}

const sayAgain = ({ text, values = {} }: Submission) => ({ kind: 'said' as const, text, values })

const plan = async (
  parts: Parts,
  command: ProposeCommand,
  { person, origin, text: said, offered = null }: Submission,
  data: Record<string, unknown>,
): Promise<Reply> => {
  const { cluster: name, database, reason, ticket, follows, ...input } = data
  const target = parts.clusters.get(String(name))
  if (!target) {
    return refusal(
      `There is no cluster ${String(name)}.`,
      `Name one of: ${[...parts.clusters.keys()].join(', ')}.`,
    )
  }
  const followed = await readFollowed(parts, target.config.name, text(follows))
  if (isRefusal(followed)) return followed
  const make = () =>
    propose(parts, {
      wanted: {
        cluster: target.config.name,
        database: text(database) ?? target.config.database,
        playbook: command.playbook.name,
        input,
        undoes: null,
      },
      person,
      via: origin.via,
      slot: origin.slot ?? null,
      reason: text(reason) ?? null,
      ticket: text(ticket) ?? null,
      ...followed,
      offered: offered && { ...offered, command: said },
    })
  const { name: playbook, tries } = command.playbook
  const asked = { person, cluster: target.config.name, playbook, via: origin.via }
  const made = await (tries ? inTrial(parts, asked, make) : make())
  if (isRefusal(made)) return made
  const change = await readChange(parts, made.id)
  if (!change) throw new Error(`plan ${made.id} is gone`)
  return { kind: 'proposed', change }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** Whoever may not even ask has no command to choose. */
const mayNotRead = ({ config }: Parts, person: Person): Refusal | undefined =>
  authorize(config.people, person, 'read', { cluster: null, requester: null })

const picker = (parts: Parts, person: Person): Reply => ({
  kind: 'picker',
  commands: parts.commands
    .filter(
      command =>
        !authorize(parts.config.people, person, verbOf(command), {
          cluster: null,
          requester: null,
        }),
    )
    .map(({ words, summary }) => ({ words, summary })),
})

const deny = async (
  parts: Parts,
  said: Submission,
  command: Command,
  refused: Refusal,
): Promise<Refusal> => {
  await parts.denials.say('denied', {
    actor: said.person.id,
    subject: {},
    detail: { command: command.words, because: refused.because, via: said.origin.via },
  })
  return refused
}
