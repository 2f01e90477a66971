import type { JsonObject } from '#local/slack/page-protocol'

/** An error answer of the Web API, instead of `ok: true`. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure'
  readonly code: string
  /** Slack's pointers to the faults: `must be … [json-pointer:/blocks/0]`. */
  readonly messages: readonly string[]
  /** Further fields of the answer: `needed` of a missing scope. */
  private readonly more: JsonObject

  constructor(code: string, messages: readonly string[] = [], more: JsonObject = {}) {
    super(messages.length ? `${code}: ${messages.join('; ')}` : code)
    this.code = code
    this.messages = messages
    this.more = more
  }

  toReply(): JsonObject {
    if (!this.messages.length) return { ok: false, error: this.code, ...this.more }
    return {
      ok: false,
      error: this.code,
      errors: this.messages,
      response_metadata: { messages: this.messages.map(message => `[ERROR] ${message}`) },
    }
  }
}
