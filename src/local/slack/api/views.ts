/** views.*: modals that the app opens and changes, and Home tabs that the app publishes. */
import type { Arguments } from '#local/slack/api/arguments'
import { ApiFailure } from '#local/slack/api/failure'
import { type Methods, personArgument } from '#local/slack/api/method'
import { textAt } from '#local/slack/json'
import type { Json, PageView } from '#local/slack/page-protocol'
import { openView, publishHome, pushView, replaceView } from '#local/slack/views'
import type { Workspace } from '#local/slack/workspace'

const viewOf = (args: Arguments): Json | undefined => args.json('view', 'invalid_arguments')

const findView = (ws: Workspace, args: Arguments): PageView => {
  const id = args.text('view_id')
  const external = args.text('external_id')
  const found = ws.store.state.views.find(
    one => one.id === id || (external !== null && textAt(one.view, 'external_id') === external),
  )
  if (found === undefined) throw new ApiFailure('not_found')
  return found
}

export const viewMethods: Methods = {
  'views.open': {
    tier: 'tier4',
    token: 'bot',
    run(ws, args) {
      const user = ws.triggers.spend(args.required('trigger_id'))
      return { view: openView(ws, user, viewOf(args)) }
    },
  },
  'views.push': {
    tier: 'tier4',
    token: 'bot',
    run(ws, args) {
      const user = ws.triggers.spend(args.required('trigger_id'))
      return { view: pushView(ws, user, viewOf(args)) }
    },
  },
  'views.publish': {
    tier: 'tier4',
    token: 'bot',
    run(ws, args) {
      const person = personArgument(ws, args.required('user_id'))
      return { view: publishHome(ws, person.id, viewOf(args), args.text('hash')) }
    },
  },
  'views.update': {
    tier: 'tier4',
    token: 'bot',
    run(ws, args) {
      const found = findView(ws, args)
      const hash = args.text('hash')
      if (hash !== null && hash !== found.view.hash) throw new ApiFailure('hash_conflict')
      return { view: replaceView(ws, found, viewOf(args)) }
    },
  },
}
