/** The place where a schedule acts and reports, read from the command each time: the inventory may change. */
import { parseSaid, readSaid } from '#engine/ask/read-said'
import type { Parts } from '#engine/parts'
import { isOpen, openingAt } from '#model/calendar/window'
import { isRefusal } from '#model/refusal'
import type { Schedule } from '#model/schedule/schedule'

type Said = Pick<Schedule, 'command'>

/** The cluster of a schedule's command; null for a command about no cluster. */
export const clusterOf = (parts: Parts, { command }: Said): string | null => {
  const read = readSaid(parts, { text: command })
  if (isRefusal(read) || read.kind === 'nothing') return null
  const parsed = parseSaid(parts, { via: 'schedule', channel: null }, read)
  const cluster = parsed.kind === 'parsed' ? parsed.data['cluster'] : null
  return typeof cluster === 'string' ? cluster : null
}

/** The channel of the reports: the cluster's own, else the channel for reports. */
export const channelOf = (parts: Parts, said: Said): string => {
  const { channels } = parts.config
  const cluster = parts.clusters.get(clusterOf(parts, said) ?? '')
  return cluster?.config.channel ?? channels.reports ?? channels.ops
}

/** The end of the maintenance window around a slot; null outside of windows. */
export const windowAround = (parts: Parts, said: Said, at: Date): Date | null => {
  const windows = parts.clusters.get(clusterOf(parts, said) ?? '')?.config.windows ?? []
  const opening = openingAt(windows, at)
  return opening && isOpen(opening, at) ? opening.to : null
}
