/** Slots that are due at once share the answer to a question: asked once in so many milliseconds. */
export const openMoment = <Answer>(ms: number) => {
  const asked = new Map<string, { readonly at: number; readonly answer: Promise<Answer> }>()
  return (about: string, ask: () => Promise<Answer>): Promise<Answer> => {
    const now = performance.now()
    const known = asked.get(about)
    if (known && now - known.at < ms) return known.answer
    for (const [key, { at }] of asked) if (now - at >= ms) asked.delete(key)
    const answer = ask()
    asked.set(about, { at: now, answer })
    answer.catch(() => asked.delete(about))
    return answer
  }
}
