/** The place where a schedule acts and reports, read from the command: another process may have another inventory. */
import { parseSaid, readSaid } from '#engine/ask/read-said'
import type { Parts } from '#engine/parts'
import { type ClosedHours, hoursAt } from '#model/calendar/hours'
import { isRefusal } from '#model/refusal'
import type { Schedule } from '#model/schedule/schedule'

type Said = Pick<Schedule, 'command'>

interface About {
  /** Null for a command about no cluster. */
  readonly cluster: string | null
  /** Whether the command makes plans. */
  readonly plans: boolean
}

/** By the line of the command: the inventory of a process never changes. */
const remembered = new WeakMap<Parts['config'], Map<string, About>>()

const rememberMost = 5_000

export const aboutOf = (parts: Parts, { command: text }: Said): About => {
  const known = remembered.get(parts.config) ?? new Map<string, About>()
  remembered.set(parts.config, known)
  const before = known.get(text)
  if (before) return before
  const about = readAbout(parts, text)
  if (known.size >= rememberMost) known.clear()
  known.set(text, about)
  return about
}

const readAbout = (parts: Parts, text: string): About => {
  const read = readSaid(parts, { text })
  if (isRefusal(read) || read.kind === 'nothing') return { cluster: null, plans: false }
  const parsed = parseSaid(parts, { via: 'schedule', channel: null }, read)
  const cluster = parsed.kind === 'parsed' ? parsed.data['cluster'] : null
  return {
    cluster: typeof cluster === 'string' ? cluster : null,
    plans: read.command.kind === 'propose',
  }
}

/** The channel of the reports: the cluster's own, else the channel for reports. */
export const channelOf = (parts: Parts, said: Said): string => {
  const { channels } = parts.config
  const cluster = parts.clusters.get(aboutOf(parts, said).cluster ?? '')
  return cluster?.config.channel ?? channels.reports ?? channels.ops
}

/** The same channel in words, for a sentence: an answer names no channel by an id. */
export const channelWords = (parts: Parts, said: Said): string => {
  const { cluster } = aboutOf(parts, said)
  if (parts.clusters.get(cluster ?? '')?.config.channel) return `the channel of ${cluster}`
  return parts.config.channels.reports ? 'the channel for reports' : 'the channel for operations'
}

/** The end of the maintenance window around a slot; null outside of windows. */
export const windowAround = (parts: Parts, said: Said, at: Date): Date | null => {
  const hours = parts.clusters.get(aboutOf(parts, said).cluster ?? '')?.config
  const then = hours && hoursAt(hours, at)
  return then?.kind === 'open' ? (then.opening?.to ?? null) : null
}

/** The blackout in which the plans of a schedule could not begin; null for a command that reads. */
export const blackoutOver = (parts: Parts, said: Said, at: Date): ClosedHours['blackout'] => {
  const { cluster, plans } = aboutOf(parts, said)
  const hours = plans ? parts.clusters.get(cluster ?? '')?.config : undefined
  const then = hours && hoursAt(hours, at)
  return then?.kind === 'closed' ? then.blackout : null
}
