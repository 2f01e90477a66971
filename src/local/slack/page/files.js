// @ts-check
/**
 * Shows pictures in place, and other files as a card to download.
 * @import { PageFile } from '../page-protocol.ts'
 */
import { withToken } from './connection.js'
import { h } from './dom.js'
import { icon } from './icons.js'

/** @param {number} bytes */
const sizeOf = bytes => {
  if (bytes < 1024) return `${bytes} B`
  return bytes < 1024 * 1024
    ? `${Math.round(bytes / 1024)} kB`
    : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

/** @param {PageFile} file */
const kindOf = file => {
  const ending = /\.([a-z0-9]{1,5})$/i.exec(file.name)?.[1]
  return (ending ?? file.mimetype.split('/').at(-1) ?? 'file').toUpperCase()
}

/** @param {PageFile} file */
export const drawFile = file => {
  const url = withToken(file.url)
  const title = file.title || file.name
  if (file.mimetype.startsWith('image/')) {
    const alt = file.altText || title
    const image = h('img', { src: url, alt })
    image.addEventListener('error', () =>
      image.replaceWith(h('span', { class: 'absent-image' }, `Image: ${alt}`)),
    )
    return h(
      'figure',
      { class: 'file-image', 'data-file': file.id },
      h('figcaption', {}, title),
      h(
        'a',
        {
          href: url,
          target: '_blank',
          rel: 'noopener',
          'aria-label': `${alt} (open in full size)`,
        },
        image,
      ),
    )
  }
  return h(
    'a',
    { class: 'file-card', href: url, download: file.name, 'data-file': file.id },
    h('span', { class: 'file-icon' }, icon('file')),
    h(
      'span',
      { class: 'file-words' },
      h('span', { class: 'file-name' }, title),
      h('span', { class: 'file-kind' }, `${kindOf(file)} · ${sizeOf(file.size)}`),
    ),
    icon('download'),
  )
}
