/** What an entry of the record says, from the text that its hash is over. */

export interface EntryBody {
  readonly at: string
  readonly kind: string
  readonly actor: string
  readonly subject: Readonly<Record<string, unknown>>
  readonly detail: Readonly<Record<string, unknown>>
}

/** Undefined for what Howdah never wrote: whoever altered it may have left no JSON. */
export const readBody = (body: string): EntryBody | undefined => {
  try {
    const { at, kind, actor, subject, detail } = JSON.parse(body) as Partial<EntryBody>
    const whole = typeof at === 'string' && typeof kind === 'string' && typeof actor === 'string'
    return whole && subject && detail ? { at, kind, actor, subject, detail } : undefined
  } catch {
    return undefined
  }
}
