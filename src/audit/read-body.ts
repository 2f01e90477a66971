/** Parses the body of an audit entry: the text that the entry's hash covers. */

export interface EntryBody {
  readonly at: string
  readonly kind: string
  readonly actor: string
  readonly subject: Readonly<Record<string, unknown>>
  readonly detail: Readonly<Record<string, unknown>>
}

/** Returns undefined for a body that Howdah did not write: an altered body may not even be JSON. */
export const readBody = (body: string): EntryBody | undefined => {
  try {
    const { at, kind, actor, subject, detail } = JSON.parse(body) as Partial<EntryBody>
    const whole = typeof at === 'string' && typeof kind === 'string' && typeof actor === 'string'
    return whole && subject && detail ? { at, kind, actor, subject, detail } : undefined
  } catch {
    return undefined
  }
}
