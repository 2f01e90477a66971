import type { Json, JsonObject } from '#local/slack/page-protocol'

/** A delivery to the app: Socket Mode sends an envelope, HTTP mode a signed form. */
export interface Parcel {
  readonly type: 'slash_commands' | 'interactive' | 'events_api'
  /** For the inspector: "/pg status", "click approve". */
  readonly title: string
  readonly payload: JsonObject
}

export type Answer =
  | { readonly kind: 'acked'; readonly payload: Json; readonly ms: number }
  /** `code` as in Slack's sentence "/pg failed with the error “operation_timeout”". */
  | {
      readonly kind: 'unanswered'
      readonly code:
        | 'operation_timeout'
        | 'app_not_connected'
        | 'dispatch_failed'
        | 'http_client_error'
        | 'http_service_error'
    }

export interface Delivery {
  deliver(parcel: Parcel): Promise<Answer>
}
