// @ts-check
/**
 * An input of a modal with its label, hint and error.
 * @import { JsonObject } from '../page-protocol.ts'
 * @import { Surface } from './blocks.js'
 */
import { plainAt } from './controls.js'
import { freshId, h } from './dom.js'
import { drawPlain } from './draw-text.js'
import { inputElement, valueOf } from './inputs.js'
import { partAt, textAt } from './json.js'

/** @param {Surface} surface @param {JsonObject} block */
export const inputBlock = (surface, block) => {
  const id = freshId('input')
  const element = partAt(block, 'element')
  const blockId = textAt(block, 'block_id')
  const control = element && inputElement(element, blockId, id, surface)
  const type = textAt(element, 'type')
  const hint = plainAt(block, 'hint')
  const label = [
    ...drawPlain(plainAt(block, 'label')),
    block['optional'] === true && h('span', { class: 'optional' }, ' (optional)'),
  ]
  const inner = control?.matches('[data-input]') ? control : control?.querySelector('[data-input]')
  inner?.setAttribute('aria-describedby', `${id}-error${hint ? ` ${id}-hint` : ''}`)
  if (block['optional'] !== true) inner?.setAttribute('aria-required', 'true')
  if (block['dispatch_action'] === true)
    inner?.addEventListener('change', () => {
      void surface.act(blockId, textAt(element, 'action_id'), { selected: valueOf(inner) ?? '' })
    })
  return h(
    'div',
    { class: 'block input-block', 'data-input-block': blockId },
    h('label', { class: 'input-label', for: id }, ...label),
    control ??
      h('div', { class: 'unknown-block' }, `An input of type “${type}” is not drawn here.`),
    h('p', { class: 'input-error', id: `${id}-error`, role: 'alert' }),
    hint && h('p', { class: 'input-hint', id: `${id}-hint` }, ...drawPlain(hint)),
  )
}
