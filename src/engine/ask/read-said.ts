/** Reads what was said: the command, and its values by the command's own schema. */
import { z } from 'zod'
import { hiddenIn, readWords } from '#engine/ask/grammar'
import { problemWords } from '#engine/ask/problem-words'
import type { Parts } from '#engine/parts'
import { policyFor } from '#engine/policy/policy'
import type { Origin } from '#model/change'
import { type Command, needsCluster, type ProposeCommand } from '#model/command'
import type { Submission } from '#model/edges'
import { fieldsOf, keyNotes, line } from '#model/input'
import { about, allOf, isRefusal, type Refusal, refusal } from '#model/refusal'
import type { FormReply } from '#model/reply'

/** Keys that every command takes. */
const cluster = z.string().describe('Which cluster; may be left out when there is only one')
const common = {
  answer: { cluster, database: z.string().optional().describe('Which database of the cluster') },
  propose: {
    reason: line.max(500).describe('Why, for the approver and the record'),
    ticket: line.max(100).describe('Ticket, where your policy asks for one'),
    follows: z
      .string()
      .regex(/^p-[0-9a-z]{7}$/)
      .optional()
      .describe('The plan before this plan, for one thread'),
  },
} as const

export type Said = Pick<Submission, 'text' | 'values' | 'origin'>

export interface SaidCommand {
  readonly kind: 'command'
  readonly command: Command
  /** As written, before the schema. */
  readonly values: Readonly<Record<string, string>>
}

export const readSaid = (
  { commands, clusters }: Pick<Parts, 'commands' | 'clusters'>,
  { text, values }: Pick<Said, 'text' | 'values'>,
): SaidCommand | { readonly kind: 'nothing' } | Refusal => {
  const read = readWords(text, commands)
  if (isRefusal(read) || read.kind === 'nothing') return read
  const unseen = hiddenInForm(read.command, values ?? {})
  return unseen ?? onSource(clusters, { ...read, values: { ...read.values, ...values } })
}

/** A change that brings data of a clone back is of the clone's source, whichever of the two `cluster=` names. */
const onSource = (clusters: Parts['clusters'], said: SaidCommand): SaidCommand => {
  const { command, values } = said
  if (command.kind !== 'propose' || !('clone' in command.input.shape)) return said
  const clone = values['clone'] ?? values['cluster'] ?? ''
  const cluster = clusters.get(clone)?.config.cloneOf
  return cluster === undefined ? said : { ...said, values: { ...values, clone, cluster } }
}

/** The values by the command's schema, or the form that asks for what is missing or wrong. */
export const parseSaid = (
  parts: Parts,
  origin: Origin,
  { command, values }: Pick<SaidCommand, 'command' | 'values'>,
): { readonly kind: 'parsed'; readonly data: Record<string, unknown> } | FormReply | Refusal => {
  const said = { ...asksOf(parts, origin, command), ...values }
  const schema = schemaOf(parts, command, said['cluster'])
  const given = withChoices(schema, said)
  const parsed = schema.strict().safeParse(given)
  return parsed.success
    ? { kind: 'parsed', data: parsed.data }
    : form(command, schema, given, parsed.error)
}

/** `BTREE` and `SP-GiST` are choices in any spelling. */
const withChoices = (
  schema: z.ZodObject,
  values: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  const chosen = fieldsOf(schema).flatMap(({ key, choices }) => {
    const typed = values[key]
    const choice = choices.find(one => typed !== undefined && plain(one) === plain(typed))
    return choice === undefined ? [] : [[key, choice] as const]
  })
  return { ...values, ...Object.fromEntries(chosen) }
}

const hiddenInForm = (
  command: Command,
  values: Readonly<Record<string, string>>,
): Refusal | undefined =>
  allOf(
    Object.entries(values).flatMap(([key, value]) => {
      const unseen = hiddenIn(value, keyNotes(command.input, key).writtenAs)
      return unseen ? about(key, unseen) : []
    }),
  )

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
  const needed = policy ?? { reason: false, ticket: false }
  const { reason, ticket, follows } = common.propose
  return {
    follows,
    reason: needed.reason ? reason : reason.optional().describe(reason.description ?? ''),
    ticket: needed.ticket ? ticket : ticket.optional().describe(ticket.description ?? ''),
  }
}

/** The only cluster, or the cluster that this channel belongs to. */
const meantCluster = (parts: Parts, origin: Origin): string | undefined => {
  // A clone is meant only by name.
  const all = [...parts.clusters.values()].filter(({ config }) => config.cloneOf === undefined)
  const bound = all.filter(
    ({ config }) => origin.channel !== null && config.channel === origin.channel,
  )
  const [only, ...others] = bound.length > 0 ? bound : all
  return others.length === 0 ? only?.config.name : undefined
}

/** Said by a button, and carried by the button's form. */
const carried = 'follows'

const blank = (
  command: Command,
  schema: z.ZodObject,
  values: Readonly<Record<string, string>>,
): FormReply => ({
  kind: 'form',
  command: command.words,
  title: command.summary,
  fields: fieldsOf(schema).filter(({ key }) => key !== carried),
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
): FormReply | Refusal => {
  const unknown = error.issues.find(issue => issue.code === 'unrecognized_keys')
  if (unknown?.code === 'unrecognized_keys') return unknownKeys(command, schema, unknown.keys)
  if (error.issues.some(({ path }) => path[0] === carried))
    return refusal(
      `\`${carried}=${values[carried]}\` names no plan.`,
      'A plan is named as in `plan show p-7k3m9qx`.',
    )
  const problems = error.issues.map(issue => {
    const key = String(issue.path[0] ?? '')
    return [key, problemWords(issue, values[key])]
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
