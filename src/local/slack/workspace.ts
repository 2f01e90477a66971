/** The parts of a local Slack, for the code that acts on them. */
import type { Delivery } from '#local/slack/deliver/delivery'
import type { Inspector } from '#local/slack/inspector'
import type { Offers } from '#local/slack/offers'
import type { Limits } from '#local/slack/options'
import type { ResponseUrls } from '#local/slack/response-urls'
import type { Rates } from '#local/slack/serve/rates'
import type { Store } from '#local/slack/store'
import type { Triggers } from '#local/slack/triggers'
import type { Uploads } from '#local/slack/uploads'

export interface Workspace {
  readonly team: { readonly id: string; readonly name: string }
  readonly app: {
    readonly id: string
    readonly name: string
    readonly command: string
    /** The bot user, U…, and the bot, B… */
    readonly user: string
    readonly bot: string
    /** Scopes that the app was not given. */
    readonly lacks: readonly string[]
  }
  readonly limits: Limits
  readonly store: Store
  readonly inspector: Inspector
  readonly rates: Rates
  readonly triggers: Triggers
  readonly offers: Offers
  readonly responseUrls: ResponseUrls
  readonly uploads: Uploads
  readonly delivery: Delivery
  /** `http://127.0.0.1:port` */
  readonly origin: () => string
  /** Makes a connection's address; each address works once. */
  readonly newSocketUrl: () => string
}
