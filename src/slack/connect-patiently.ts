/** Keeps trying until Slack is reached. Runs go on without Slack, so a start without Slack ends no process. */
import { setTimeout as sleep } from 'node:timers/promises'
import { BadConfig, Failure } from '#src/errors'

export interface PatienceOptions<T> {
  readonly open: () => Promise<T>
  /** Receives a sentence for each change of state. */
  readonly say: (sentence: string) => void
  readonly signal: AbortSignal
}

const firstMs = 1_000
const mostMs = 30_000

/** Connects; undefined when told to stop first. Throws when trying again is of no use. */
export const connectPatiently = async <T>({
  open,
  say,
  signal,
}: PatienceOptions<T>): Promise<T | undefined> => {
  for (let waitMs = firstMs; !signal.aborted; waitMs = Math.min(waitMs * 2, mostMs)) {
    try {
      const reached = await open()
      if (waitMs > firstMs) say('Slack answers now.')
      return reached
    } catch (error) {
      const why = whyUnreached(error)
      if (waitMs === firstMs) say(`${why.message} ${why.instead}`)
      await sleep(waitMs, undefined, { signal, ref: false }).catch(() => {})
    }
  }
  return undefined
}

const tokens = 'SLACK_BOT_TOKEN, SLACK_APP_TOKEN'

/** Slack's codes for a token that waiting cannot make good. */
const refused: Readonly<Record<string, string>> = {
  not_authed: 'no token came with the request',
  invalid_auth: 'a token is wrong',
  account_inactive: 'the app was removed, or its account deactivated',
  token_revoked: 'a token was revoked',
  token_expired: 'a token has expired',
  not_allowed_token_type: 'a token is of the wrong kind',
  missing_scope: 'a token lacks a scope of manifest.yml',
  no_permission: 'a token lacks a permission',
  org_login_required: 'the workspace is being moved to an organisation',
  team_disabled: 'the workspace is disabled',
  user_removed_from_team: 'the app’s user was removed from the workspace',
}

/** Returns a Failure when waiting may help. Throws BadConfig when Slack refuses, and any error not from Slack. */
const whyUnreached = (error: unknown): Failure => {
  const said = refusalOf(error)
  if (said !== undefined)
    throw new BadConfig([`Slack refuses ${tokens}: ${refused[said]} (${said}).`])
  if (error instanceof Failure) return error
  if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('slack_')))
    throw error
  return new Failure(
    'slack.unreachable',
    'Slack does not answer, so nobody can be asked or told.',
    'Runs go on; it is tried until it answers.',
    { cause: error, unknown: true },
  )
}

/** Reads Slack's code for a refused token. */
export const refusalOf = (error: unknown): string | undefined => {
  const data = error instanceof Error && 'data' in error ? error.data : undefined
  const said =
    typeof data === 'object' && data !== null && 'error' in data ? String(data.error) : ''
  return Object.hasOwn(refused, said) ? said : undefined
}
