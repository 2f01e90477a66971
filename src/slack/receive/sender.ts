/** Who sent a request, and of which kind the request is, from the few fields that tell. */
import type { RequestKind } from '#slack/receive/allowance'

export interface Sender {
  readonly user: string
  readonly kind: RequestKind
}

/** A signed body is a plain object; nothing else is certain. */
export interface Body {
  readonly command?: unknown
  readonly type?: unknown
  readonly user_id?: unknown
  readonly user?: { readonly id?: unknown } | null
  readonly team_id?: unknown
  readonly team?: { readonly id?: unknown } | null
  readonly api_app_id?: unknown
  readonly event?: {
    readonly type?: unknown
    readonly user?: unknown
    /** Of messages that no person wrote. */
    readonly bot_id?: unknown
    /** Of edits, joins and the like. */
    readonly subtype?: unknown
  } | null
}

/** Undefined for what no person sent by hand: events of Slack's own are few. */
export const senderOf = (body: Body): Sender | undefined => {
  const kind = kindOf(body)
  const user = body.user_id ?? body.event?.user ?? body.user?.id
  return kind === undefined || typeof user !== 'string' ? undefined : { user, kind }
}

const kindOf = (body: Body): RequestKind | undefined => {
  if (body.command !== undefined) return 'command'
  if (body.event) {
    const { type, bot_id, subtype } = body.event
    return bot_id === undefined && subtype === undefined ? events[String(type)] : undefined
  }
  return interactions[String(body.type)] ?? 'click'
}

const events: Readonly<Record<string, RequestKind>> = {
  app_mention: 'command',
  message: 'command',
  app_home_opened: 'look',
}

/** All others, such as a closed window or a shortcut, are taken for clicks. */
const interactions: Readonly<Record<string, RequestKind>> = {
  view_submission: 'command',
  block_suggestion: 'suggestion',
}
