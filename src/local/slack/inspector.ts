/** The inspector: a line for each delivery or call, with the result. */
import type { InspectorEntry, Json } from '#local/slack/page-protocol'
import type { Store } from '#local/slack/store'

export interface Inspector {
  /** Adds a complete line. */
  note(
    kind: InspectorEntry['kind'],
    title: string,
    detail?: Json,
    ok?: boolean | null,
    ms?: number | null,
  ): void
  /** Adds a line whose answer is still to come; the first call of the returned function closes the line. */
  begin(
    kind: InspectorEntry['kind'],
    title: string,
    detail?: Json,
  ): (ok: boolean, detail?: Json) => void
}

export const createInspector = (store: Store): Inspector => {
  let lastId = 0
  const write = (entry: InspectorEntry) => store.apply({ kind: 'inspector', entry })
  const first = (kind: InspectorEntry['kind'], title: string, detail: Json): InspectorEntry => {
    lastId += 1
    const at = new Date().toISOString()
    return { id: lastId, at, kind, title, ms: null, ok: null, detail }
  }
  return {
    note: (kind, title, detail = null, ok = null, ms = null) =>
      write({ ...first(kind, title, detail), ok, ms }),
    begin(kind, title, detail = null) {
      const started = performance.now()
      const entry = first(kind, title, detail)
      write(entry)
      let open = true
      return (ok, more) => {
        if (!open) return
        open = false
        const ms = Math.round(performance.now() - started)
        write({ ...entry, ms, ok, detail: more === undefined ? detail : more })
      }
    },
  }
}
