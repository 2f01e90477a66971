// @ts-check
/**
 * The drawer below: the traffic between app and Slack, the faults, and the host's buttons.
 * @import { InspectorEntry } from '../page-protocol.ts'
 * @import { App } from './app.js'
 */
import { clockSeconds } from './date-format.js'
import { closeButton } from './dialogs.js'
import { byId, fill, h } from './dom.js'
import { sameJson } from './json.js'

const tabs = /** @type {const} */ (['traffic', 'faults', 'levers'])

/** @param {App} app */
export const startInspector = app => {
  const drawer = byId('inspector')
  const opener = byId('inspector-toggle')

  /** @param {boolean} shown */
  const show = shown => {
    drawer.hidden = !shown
    opener.setAttribute('aria-expanded', String(shown))
    sessionStorage.setItem('inspector', shown ? 'open' : '')
  }
  const close = () => {
    show(false)
    opener.focus()
  }
  opener.addEventListener('click', () => {
    show(drawer.hasAttribute('hidden'))
    if (drawer.hasAttribute('hidden')) return
    byId(`tab-${current}`).focus()
    byId('traffic').scrollTop = byId('traffic').scrollHeight
  })
  byId('inspector-close').replaceWith(closeButton(close))
  drawer.addEventListener('keydown', event => {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    close()
  })

  const saved = sessionStorage.getItem('inspector-tab')
  let current = tabs.find(tab => tab === saved) ?? 'traffic'
  /** @param {typeof current} tab @param {boolean} [focus] */
  const pick = (tab, focus = false) => {
    current = tab
    sessionStorage.setItem('inspector-tab', tab)
    for (const name of tabs) {
      const on = name === tab
      byId(`tab-${name}`).setAttribute('aria-selected', String(on))
      byId(`tab-${name}`).tabIndex = on ? 0 : -1
      byId(`panel-${name}`).hidden = !on
    }
    if (focus) byId(`tab-${tab}`).focus()
  }
  for (const [index, tab] of tabs.entries()) {
    byId(`tab-${tab}`).addEventListener('click', () => pick(tab))
    byId(`tab-${tab}`).addEventListener('keydown', event => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
      if (step) pick(tabs[(index + step + tabs.length) % tabs.length] ?? 'traffic', true)
    })
  }
  pick(current)
  show(sessionStorage.getItem('inspector') === 'open')
  startTraffic(app)
  startFaults(app)
  startLevers(app)
}

/** @param {InspectorEntry} entry */
const drawEntry = entry => {
  const state = entry.ok === null ? 'is-open' : entry.ok ? 'is-ok' : 'is-bad'
  const took = entry.ms === null ? (entry.ok === null ? '…' : '') : `${Math.round(entry.ms)} ms`
  const words = { 'is-open': 'open', 'is-ok': 'ok', 'is-bad': 'failed' }[state]
  const detail = h('pre', { tabindex: '0' })
  const node = h(
    'details',
    { class: `entry ${state}`, 'data-entry': String(entry.id) },
    h(
      'summary',
      {},
      h('time', {}, clockSeconds(new Date(entry.at))),
      h('span', { class: `kind kind-${entry.kind}` }, entry.kind),
      h('span', { class: 'entry-title' }, entry.title),
      h('span', { class: 'unseen' }, words),
      h('span', { class: 'took' }, took),
    ),
    detail,
  )
  // The detail is written when the entry opens: most entries never open.
  node.addEventListener('toggle', () => {
    detail.textContent = node.open ? JSON.stringify(entry.detail, null, 2) : ''
  })
  return node
}

/** @param {App} app */
const startTraffic = app => {
  const { store } = app
  const list = byId('traffic')
  const filter = byId('traffic-filter')
  /** @type {Map<number, { entry: InspectorEntry, node: HTMLDetailsElement }>} */
  const drawn = new Map()
  let from = 0
  const wanted = (/** @type {InspectorEntry} */ entry) => {
    const kind = filter instanceof HTMLSelectElement ? filter.value : ''
    return entry.id > from && (kind === '' || kind.split(' ').includes(entry.kind))
  }
  const draw = () => {
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 30
    const entries = store.state.inspector.filter(wanted)
    const ids = new Set(entries.map(entry => entry.id))
    for (const [id, { node }] of drawn)
      if (!ids.has(id)) {
        node.remove()
        drawn.delete(id)
      }
    for (const entry of entries) {
      const old = drawn.get(entry.id)
      if (old && (old.entry === entry || sameJson(old.entry, entry))) continue
      const node = drawEntry(entry)
      node.open = old?.node.open ?? false
      if (old) old.node.replaceWith(node)
      else {
        const next = [...drawn].filter(([id]) => id > entry.id).sort(([a], [b]) => a - b)[0]
        list.insertBefore(node, next?.[1].node ?? null)
      }
      drawn.set(entry.id, { entry, node })
    }
    byId('traffic-empty').hidden = entries.length > 0
    if (atEnd) list.scrollTop = list.scrollHeight
  }
  filter.addEventListener('change', draw)
  byId('traffic-clear').addEventListener('click', () => {
    from = store.state.inspector.at(-1)?.id ?? 0
    draw()
  })
  store.on(['state', 'inspector'], draw)
}

/** @param {App} app */
const startFaults = app => {
  const { store } = app
  const draw = () => {
    const active = document.activeElement?.getAttribute('data-fault')
    fill(
      byId('faults'),
      ...store.state.faults.map(({ id, label, on }) => {
        const box = h('input', {
          type: 'checkbox',
          role: 'switch',
          checked: on,
          'data-fault': id,
          'data-testid': `fault-${id}`,
        })
        const flip = async () => {
          const done = await app.do({ kind: 'fault', id, on: box.checked })
          if (!done) box.checked = !box.checked
        }
        box.addEventListener('change', () => void flip())
        return h('label', { class: 'fault' }, box, h('span', {}, label))
      }),
    )
    const on = store.state.faults.filter(fault => fault.on).length
    byId('tab-faults').textContent = on > 0 ? `Faults (${on} on)` : 'Faults'
    const again = active && byId('faults').querySelector(`[data-fault="${CSS.escape(active)}"]`)
    if (again instanceof HTMLElement) again.focus()
  }
  store.on(['state', 'faults'], draw)
}

/** @param {App} app */
const startLevers = app => {
  const { store } = app
  let shown = ''
  const draw = () => {
    const json = JSON.stringify(store.state.levers)
    if (json === shown) return
    shown = json
    fill(
      byId('levers'),
      store.state.levers.length === 0 && h('p', { class: 'empty' }, 'Nothing to pull here.'),
      ...store.state.levers.map(({ id, label, hint }) => {
        const pull = h('button', { type: 'button', class: 'lever', 'data-testid': `lever-${id}` })
        fill(pull, h('strong', {}, label), h('span', {}, hint))
        const work = async () => {
          if (pull.getAttribute('aria-busy') === 'true') return
          pull.setAttribute('aria-busy', 'true')
          const said = await app.ask({ kind: 'lever', id })
          if (said) app.toast(said)
          pull.removeAttribute('aria-busy')
        }
        pull.addEventListener('click', () => void work())
        return pull
      }),
    )
  }
  store.on('state', draw)
}
