/** Words a decision for all, for the channels concerned; read from the record, whatever the edge. */

import type { Answer } from '#model/reply'
import { listed } from '#text/listed'
import { writeCommand } from '#text/write-command'

/** Of an entry of the record. */
export interface DecidedEntry {
  readonly kind: string
  readonly subject: Readonly<Record<string, unknown>>
  readonly detail: Readonly<Record<string, unknown>>
}

export interface DecidedForAll {
  readonly text: string
  /** A cluster's name, or `*` for all. */
  readonly scope: string
  /** Commands offered as buttons. */
  readonly offers?: Answer['offers']
}

const offersOf = (
  id: unknown,
  verbs: readonly (readonly [label: string, words: string])[],
): Answer['offers'] => verbs.map(([label, words]) => ({ label, command: `${words} ${String(id)}` }))

const namesIn = (names: unknown): string => listed(Array.isArray(names) ? names.map(String) : [])

/** `still`: the scopes that stay frozen; entries of older builds have none. */
const thawWords = (scope: string, who: string, still: unknown): string => {
  const scopes = Array.isArray(still)
    ? still.map(one => (one === '*' ? 'every cluster' : String(one)))
    : []
  const lifted = scope === '*' ? 'the freeze of all clusters' : `the freeze of ${scope}`
  if (scopes.length > 0) return `${who} lifted ${lifted}. Still frozen: ${listed(scopes)}.`
  return `${scope === '*' ? 'Every cluster' : scope} is thawed by ${who}: what waited goes on, unless ${Array.isArray(still) ? '' : 'another freeze or '}a window holds it.`
}

/** Undefined for all other entries. */
export const decidedForAll = ({
  kind,
  subject,
  detail,
}: DecidedEntry): DecidedForAll | undefined => {
  const scope = typeof subject['scope'] === 'string' ? subject['scope'] : '*'
  const where = scope === '*' ? 'Every cluster' : scope
  const who = String(detail['name'])
  switch (kind) {
    case 'freeze':
      return {
        scope,
        text: `${where} is frozen by ${who}: ${String(detail['reason'])}. Nothing is started until a thaw; what has begun goes on.`,
      }
    case 'thaw':
      return {
        scope,
        text: thawWords(scope, who, detail['still']),
      }
    case 'recovery.asked':
      return {
        scope,
        text: `${who} asks to end recovery mode: another approver ends it with a thaw.`,
      }
    case 'code.enrolled':
      return { scope, text: `${who} has a one-time code from now on.` }
    case 'code.locked':
      return {
        scope,
        text: `Five wrong one-time codes in the name of ${who} within 15 minutes: no code of ${who} is looked at for a while. If it was not ${who}, somebody acts in that name.`,
      }
    case 'code.reset-asked':
      return {
        scope,
        text: `${who} asks that the one-time code of ${String(detail['owner'])} is reset: approvers who know that it is lost say \`access reset person=…\`.`,
      }
    case 'code.reset':
      return {
        scope,
        text: `The one-time code of ${String(detail['owner'])} is forgotten: ${who} was the second other approver to ask. ${String(detail['owner'])} may enrol again.`,
      }
    case 'standing.asked':
      return {
        scope,
        text: `${who} asks for a standing approval. ${String(detail['says'])}`,
        offers: offersOf(subject['standing'], [
          ['Approve', 'approval approve'],
          ['Show Approval', 'approval show'],
          ['Withdraw', 'approval withdraw'],
        ]),
      }
    case 'standing.in-force':
      return {
        scope,
        text: `Approved beforehand by ${namesIn(detail['names'])}: schedule ${String(detail['schedule'])} may ${String(detail['sentence'])}, until ${String(detail['until'])}.`,
        offers: offersOf(subject['standing'], [
          ['Show Approval', 'approval show'],
          ['Withdraw', 'approval withdraw'],
        ]),
      }
    case 'standing.withdrawn':
      return {
        scope,
        text: `${who} withdrew standing approval ${String(subject['standing'])}: schedule ${String(detail['schedule'])} asks each time from now on.`,
      }
    case 'clone.warned':
      return {
        scope,
        text: `${String(subject['clone'])} ends by itself ${String(detail['until'])}: its server is stopped then, and its files are removed.`,
        offers: [
          {
            label: 'Show the Clone',
            command: writeCommand('clone show', {
              clone: String(subject['clone']),
              cluster: scope,
            }),
          },
        ],
      }
    case 'stop.all':
      return {
        scope,
        text: `${who} stops all runs at their next safe points: ${String(detail['plans'])}.`,
      }
    default:
      return undefined
  }
}
