// @ts-check
/**
 * The acting person, the hint, and the line about the connection.
 * @import { App } from './app.js'
 */
import { byId, fill, h } from './dom.js'
import { icon } from './icons.js'
import { avatar, nameAndTitle } from './people.js'

/** @param {string} name */
const firstName = name => name.split(' ')[0] ?? name

/** @param {App} app */
export const startTopBar = app => {
  const { store } = app
  const choice = byId('act-as')
  if (!(choice instanceof HTMLSelectElement)) return

  const drawPeople = () => {
    const people = store.humans()
    if (choice.options.length !== people.length)
      fill(choice, ...people.map(p => h('option', { value: p.id }, nameAndTitle(p))))
    choice.value = store.me
    const me = store.person(store.me)
    fill(byId('my-face'), avatar(me, 'small'))
  }
  choice.addEventListener('change', () => {
    store.actAs(choice.value)
    app.announce(`You act as ${nameAndTitle(store.person(store.me))} now.`)
  })
  store.on(['state', 'person'], drawPeople)

  /** The person in an "act as Adam" hint, who then gets a button. @param {string} hint */
  const named = hint => {
    const asked = /\bact as (\p{L}+)/iu.exec(hint)?.[1]?.toLowerCase()
    return store.humans().find(({ realName }) => firstName(realName).toLowerCase() === asked)
  }

  const drawHint = () => {
    const { hint } = store.state
    const line = byId('hint')
    const person = named(hint ?? '')
    // Dana approves as well as Adam.
    const isMet = person !== undefined && person.title === store.person(store.me).title
    line.hidden = hint === null || hint === '' || isMet
    fill(line, icon('bulb'), h('span', { 'data-testid': 'hint-text' }, hint ?? ''))
    if (!person) return
    const act = () => {
      store.actAs(person.id)
      choice.focus()
    }
    line.appendChild(
      h(
        'button',
        { type: 'button', class: 'button', 'data-testid': 'hint-act-as', onclick: act },
        `Act as ${firstName(person.realName)}`,
      ),
    )
  }
  store.on(['state', 'person', 'hint'], drawHint)

  let lost = 0
  let wasConnected = false
  const drawLink = () => {
    const line = byId('connecting')
    line.hidden = store.online && store.state.connected
    if (!store.online) {
      lost += 1
      line.textContent =
        lost > 6
          ? 'Connecting… If the local Slack was started again, open the new address that it printed.'
          : 'Connecting…'
    } else {
      lost = 0
      const name = store.person(store.state.appUser).realName
      wasConnected ||= store.state.connected
      line.textContent = wasConnected
        ? `${name} is not connected: it is starting, or was stopped. What you send now may get no answer.`
        : `${name} is starting: it answers once the sample is loaded, in a minute or two.`
    }
  }
  store.on(['state', 'connected', 'online'], drawLink)
  setInterval(() => !store.online && drawLink(), 2000)
}
