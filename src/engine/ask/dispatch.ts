/** A submission from any edge is read, authorised, then answered or planned. */
import { z } from 'zod'
import { hiddenIn, readWords } from '#engine/ask/grammar'
import { inTrial } from '#engine/ask/in-trial'
import { onCluster } from '#engine/ask/on-cluster'
import type { Parts } from '#engine/parts'
import { authorize } from '#engine/people/authorize'
import { inPlace } from '#engine/plan/in-place'
import { propose } from '#engine/plan/propose'
import { policyFor } from '#engine/policy/policy'
import { readChange } from '#engine/show/read-change'
import type { Origin } from '#model/change'
import { type AnswerCommand, type Command, needsCluster, type ProposeCommand } from '#model/command'
import type { Submission } from '#model/edges'
import type { Engine } from '#model/engine'
import { fieldsOf, keyNotes, line } from '#model/input'
import type { Person } from '#model/person'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import type { Answer, FormReply, Reply } from '#model/reply'
import type { View } from '#model/view'

/** Keys that every command takes. */
const cluster = z.string().describe('Which cluster; may be left out when there is only one')
const common = {
  answer: { cluster, database: z.string().optional().describe('Which database of the cluster') },
  propose: {
    reason: line.max(500).describe('Why, for the approver and the record'),
    ticket: line.max(100).describe('Ticket, where your policy asks for one'),
  },
} as const

export const dispatch = async (parts: Parts, engine: Engine, said: Submission): Promise<Reply> => {
  const read = readWords(said.text, parts.commands)
  if (isRefusal(read)) return read
  if (read.kind === 'nothing') return picker(parts, said.person)
  const { command } = read
  const unseen = hiddenInForm(command, said.values ?? {})
  if (unseen) return unseen
  const values = { ...read.values, ...said.values }
  const mayNot = authorize(parts.config.people, said.person, verbOf(command), {
    cluster: values['cluster'] ?? null,
    requester: null,
  })
  if (mayNot) return deny(parts, said, command, mayNot)
  const given = { ...asksOf(parts, said.origin, command), ...values }
  const schema = schemaOf(parts, command, given['cluster'])
  const parsed = schema.strict().safeParse(given)
  if (!parsed.success) return form(command, schema, given, parsed.error)
  return command.kind === 'answer'
    ? reply(parts, engine, command, said, parsed.data)
    : plan(parts, command, said, parsed.data)
}

const hiddenInForm = (
  command: Command,
  values: Readonly<Record<string, string>>,
): Refusal | undefined => {
  for (const [key, value] of Object.entries(values)) {
    const unseen = hiddenIn(value, keyNotes(command.input, key).writtenAs)
    if (unseen) return unseen
  }
  return undefined
}

const verbOf = (command: Command) => (command.kind === 'answer' ? command.verb : 'propose')

/** Values that need not be said. */
const asksOf = (
  parts: Parts,
  origin: Origin,
  command: Command,
): Readonly<Record<string, string>> => {
  const meant = needsCluster(command) ? meantCluster(parts, origin) : undefined
  return meant === undefined ? {} : { cluster: meant }
}

/** The full schema of a command for one cluster. */
const schemaOf = (parts: Parts, command: Command, cluster: string | undefined) =>
  z.object({
    ...command.input.shape,
    ...(needsCluster(command) ? common.answer : {}),
    ...(command.kind === 'propose' ? whyAsked(parts, command, cluster) : {}),
  })

/** A reason or ticket is required where the policy asks for one, in the form too. */
const whyAsked = (parts: Parts, { playbook }: ProposeCommand, cluster: string | undefined) => {
  const environment = parts.clusters.get(cluster ?? '')?.config.environment
  const policy =
    environment && policyFor(parts.config, { ...playbook, environment, playbook: playbook.name })
  const needed = policy && !isRefusal(policy) ? policy : { reason: false, ticket: false }
  const { reason, ticket } = common.propose
  return {
    reason: needed.reason ? reason : reason.optional().describe(reason.description ?? ''),
    ticket: needed.ticket ? ticket : ticket.optional().describe(ticket.description ?? ''),
  }
}

/** The only cluster, or the cluster that this channel belongs to. */
const meantCluster = (parts: Parts, origin: Origin): string | undefined => {
  const all = [...parts.clusters.values()]
  const bound = all.filter(
    ({ config }) => origin.channel !== null && config.channel === origin.channel,
  )
  const [only, ...others] = bound.length > 0 ? bound : all
  return others.length === 0 ? only?.config.name : undefined
}

const blank = (
  command: Command,
  schema: z.ZodObject,
  values: Readonly<Record<string, string>>,
): FormReply => ({
  kind: 'form',
  command: command.words,
  title: command.summary,
  fields: fieldsOf(schema),
  values,
  problems: {},
})

/** A form with some values, drawn again; no value is checked yet. */
export const formOf = (
  parts: Parts,
  words: string,
  values: Readonly<Record<string, string>>,
): FormReply | undefined => {
  const command = parts.commands.find(one => one.words === words)
  return command && blank(command, schemaOf(parts, command, values['cluster']), values)
}

const form = (
  command: Command,
  schema: z.ZodObject,
  values: Readonly<Record<string, string>>,
  error: z.ZodError,
): Reply => {
  const unknown = error.issues.find(issue => issue.code === 'unrecognized_keys')
  if (unknown?.code === 'unrecognized_keys') return unknownKeys(command, schema, unknown.keys)
  const problems = error.issues.map(issue => {
    const key = String(issue.path[0] ?? '')
    return [
      key,
      values[key] === undefined
        ? 'This field is required.'
        : `${issue.message}.`.replace(/\.\.$/, '.'),
    ]
  })
  return { ...blank(command, schema, values), problems: Object.fromEntries(problems) }
}

const unknownKeys = (command: Command, schema: z.ZodObject, keys: readonly string[]): Refusal =>
  refusal(
    `\`${command.words}\` does not know ${keys.map(key => `\`${key}\``).join(', ')}.`,
    `It takes ${Object.keys(schema.shape)
      .map(key => `\`${key}\``)
      .join(', ')}.`,
  )

const reply = async (
  parts: Parts,
  engine: Engine,
  command: AnswerCommand,
  { person }: Submission,
  input: Record<string, unknown>,
): Promise<Reply> => {
  const asked = { person, input, engine, commands: parts.commands }
  let answer: Answer | Refusal
  if (command.needs === 'cluster') {
    const place = { cluster: String(input['cluster']), database: text(input['database']) }
    const ask = (view: View) => command.answer({ ...asked, view })
    answer = inPlace(parts, place, await onCluster(engine, place, ask))
  } else answer = await command.answer(asked)
  await parts.record.appendOutcome('asked', {
    actor: person.id,
    subject: { cluster: input['cluster'] ?? null },
    detail: { command: command.words, input },
  })
  return answer
}

const plan = async (
  parts: Parts,
  command: ProposeCommand,
  { person, origin }: Submission,
  data: Record<string, unknown>,
): Promise<Reply> => {
  const { cluster: name, database, reason, ticket, ...input } = data
  const target = parts.clusters.get(String(name))
  if (!target) {
    return refusal(
      `There is no cluster ${String(name)}.`,
      `Name one of: ${[...parts.clusters.keys()].join(', ')}.`,
    )
  }
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
      reason: text(reason) ?? null,
      ticket: text(ticket) ?? null,
      change: null,
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
