/** Each person's stack of open modals, and each person's Home tab. */
import { ApiFailure } from '#local/slack/api/failure'
import { checkHome, checkModal } from '#local/slack/blocks/check-blocks'
import { withIds } from '#local/slack/blocks/with-ids'
import { newId } from '#local/slack/ids'
import { objectsAt } from '#local/slack/json'
import type { Json, JsonObject, PageView } from '#local/slack/page-protocol'
import { firstValues } from '#local/slack/view-values'
import type { Workspace } from '#local/slack/workspace'

const deepest = 3

export const viewsOf = (ws: Workspace, user: string): readonly PageView[] =>
  ws.store.state.views.filter(one => one.user === user)

export const setViews = (ws: Workspace, user: string, views: readonly PageView[]): void =>
  ws.store.apply({ kind: 'views', user, views })

/** Adds the fields that Slack adds to the app's view. */
const complete = (
  ws: Workspace,
  view: JsonObject,
  place: { readonly id: string; readonly root: string; readonly previous: string | null },
): JsonObject => {
  const blocks = withIds(objectsAt(view, 'blocks'))
  return {
    callback_id: '',
    private_metadata: '',
    external_id: '',
    close: null,
    submit: null,
    clear_on_close: false,
    notify_on_close: false,
    ...view,
    blocks,
    id: place.id,
    root_view_id: place.root,
    previous_view_id: place.previous,
    hash: `${Math.floor(Date.now() / 1000)}.${newId('', 8)}`,
    state: { values: firstValues(blocks) },
    team_id: ws.team.id,
    app_id: ws.app.id,
    app_installed_team_id: ws.team.id,
    bot_id: ws.app.bot,
  }
}

const add = (ws: Workspace, user: string, sent: Json | undefined, below: readonly PageView[]) => {
  const id = newId('V')
  const root = below[0]?.id ?? id
  const view = complete(ws, checkModal(sent), { id, root, previous: below.at(-1)?.id ?? null })
  setViews(ws, user, [...below, { user, id, view, errors: {} }])
  return view
}

/** A new modal replaces all open modals. */
export const openView = (ws: Workspace, user: string, sent: Json | undefined): JsonObject =>
  add(ws, user, sent, [])

export const pushView = (ws: Workspace, user: string, sent: Json | undefined): JsonObject => {
  const below = viewsOf(ws, user)
  if (below.length === 0) throw new ApiFailure('not_found')
  if (below.length >= deepest) throw new ApiFailure('push_limit_reached')
  return add(ws, user, sent, below)
}

const swap = (ws: Workspace, next: PageView): void => {
  if (next.view.type === 'home') return ws.store.apply({ kind: 'home', home: next })
  setViews(
    ws,
    next.user,
    viewsOf(ws, next.user).map(one => (one.id === next.id ? next : one)),
  )
}

export const replaceView = (ws: Workspace, old: PageView, sent: Json | undefined): JsonObject => {
  const { root_view_id: root, previous_view_id: previous } = old.view
  const view = complete(ws, checkModal(sent), {
    id: old.id,
    root: typeof root === 'string' ? root : old.id,
    previous: typeof previous === 'string' ? previous : null,
  })
  swap(ws, { ...old, view, errors: {} })
  return view
}

export const homeOf = (ws: Workspace, user: string): PageView | undefined =>
  ws.store.state.homes.find(one => one.user === user)

/** Replaces the Home tab; a `hash` must be the hash of the current view. */
export const publishHome = (
  ws: Workspace,
  user: string,
  sent: Json | undefined,
  hash: string | null,
): JsonObject => {
  const old = homeOf(ws, user)
  if (hash !== null && old !== undefined && hash !== old.view.hash)
    throw new ApiFailure('hash_conflict')
  const id = old?.id ?? newId('V')
  const view = complete(ws, checkHome(sent), { id, root: id, previous: null })
  swap(ws, { user, id, view, errors: {} })
  return view
}

export const keepValues = (ws: Workspace, old: PageView, values: JsonObject): PageView => {
  const next = { ...old, view: { ...old.view, state: { values } } }
  swap(ws, next)
  return next
}

export const showErrors = (
  ws: Workspace,
  old: PageView,
  errors: Readonly<Record<string, string>>,
): void => swap(ws, { ...old, errors })

export const closeTop = (ws: Workspace, user: string): void =>
  setViews(ws, user, viewsOf(ws, user).slice(0, -1))
