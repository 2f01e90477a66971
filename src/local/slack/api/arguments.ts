/** The arguments of a Web API call: form fields, some with JSON inside, or a single JSON body. */
import { ApiFailure } from '#local/slack/api/failure'
import { isObject, parseJson } from '#local/slack/json'
import type { Json, JsonObject } from '#local/slack/page-protocol'

export class Arguments {
  private readonly given: JsonObject

  constructor(given: JsonObject) {
    this.given = given
  }

  static read(contentType: string, body: string): Arguments {
    if (contentType !== 'application/json')
      return new Arguments(Object.fromEntries(new URLSearchParams(body)))
    const parsed = body === '' ? {} : parseJson(body)
    if (!isObject(parsed)) throw new ApiFailure('invalid_json')
    return new Arguments(parsed)
  }

  /** Null when missing or empty. */
  text(name: string): string | null {
    const value = this.given[name]
    if (typeof value === 'number') return String(value)
    return typeof value === 'string' && value !== '' ? value : null
  }

  required(name: string): string {
    const value = this.text(name)
    if (value === null)
      throw new ApiFailure('invalid_arguments', [`missing required field: ${name}`])
    return value
  }

  flag(name: string): boolean {
    const value = this.given[name]
    return value === true || value === 'true' || value === '1'
  }

  /** Undefined when missing; throws `code` for a text that is not JSON. */
  json(name: string, code: string): Json | undefined {
    const value = this.given[name]
    if (typeof value !== 'string') return value
    if (value === '') return undefined
    const parsed = parseJson(value)
    if (parsed === undefined) throw new ApiFailure(code)
    return parsed
  }

  /** All arguments but the token, for the inspector, with JSON parsed. */
  shown(): JsonObject {
    const entries = Object.entries(this.given).filter(([name]) => name !== 'token')
    return Object.fromEntries(
      entries.map(([name, value]) => {
        const folded = typeof value === 'string' && /^[[{]/.test(value) ? parseJson(value) : value
        return [name, folded ?? value]
      }),
    )
  }
}
