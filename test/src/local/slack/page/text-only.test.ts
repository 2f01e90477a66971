/** Text of people and apps never becomes markup: the page builds only text nodes and elements. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const folder = join(import.meta.dirname, '../../../../../src/local/slack/page')

/** Every browser function that reads markup or code from a text. */
const readsMarkup =
  /\b(?:innerHTML|outerHTML|insertAdjacentHTML|srcdoc|createContextualFragment|DOMParser|setHTML(?:Unsafe)?|parseHTMLUnsafe|eval)\b|\bdocument\s*\.\s*write(?:ln)?\b|\bnew\s+Function\b|javascript:/

describe('the page', () => {
  test.each(readdirSync(folder).filter(name => name.endsWith('.js')))(
    'makes text nodes only, in %s',
    name => {
      expect(readsMarkup.exec(readFileSync(join(folder, name), 'utf8'))).toBeNull()
    },
  )

  test('has no script and no handler in its document', () => {
    const document = readFileSync(join(folder, 'index.html'), 'utf8')
    expect(document.match(/<script\b[^>]*>[^<]/g)).toBeNull()
    expect(document.match(/\son\w+=/g)).toBeNull()
  })

  test.each([
    'box.innerHTML = text',
    'box.outerHTML = text',
    "box.insertAdjacentHTML('beforeend', text)",
    'document.write(text)',
    'document\n  .writeln(text)',
    'frame.srcdoc = text',
    "h('iframe', { srcdoc: text })",
    'range.createContextualFragment(text)',
    "new DOMParser().parseFromString(text, 'text/html')",
  ])('would be caught with %s', source => {
    expect(readsMarkup.test(source)).toBe(true)
  })
})
