// @ts-check
/** Line icons on a 20 × 20 field, drawn as SVG elements, so that no policy has to allow data images. */

const paths = {
  hash: 'M7.5 3 6 17M14 3l-1.5 14M3.5 7.5h14M2.5 12.5h14',
  send: 'M3 3.5 17.5 10 3 16.5l2-6.5zM5 10h6',
  close: 'm5 5 10 10M15 5 5 15',
  menu: 'M3 5.5h14M3 10h14M3 14.5h14',
  back: 'M12 4 6 10l6 6',
  reply: 'M3 4.5h14v9.5H9l-4 3v-3H3zM6.5 8h7M6.5 11h4',
  home: 'M3 9.5 10 3l7 6.5V17h-4.5v-4.5h-5V17H3z',
  direct: 'M3 4h11v8H8l-3 2.5V12H3zM16 8h1.5v7.5H16V18l-3-2.5H9',
  pulse: 'M2.5 10.5h3.5l2-6 4 11 2-5h3.5',
  eye: 'M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5zM10 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z',
  file: 'M5 2.5h6.5L15 6v11.5H5zM11.5 2.5V6H15',
  download: 'M10 3v9.5M6 9l4 4 4-4M3.5 16.5h13',
  bulb: 'M7.5 14.5h5M8 17h4M10 2.5a5 5 0 0 1 3 9c-.5.5-.5 1-.5 1.5h-5c0-.5 0-1-.5-1.5a5 5 0 0 1 3-9z',
  warning: 'M10 3 1.5 17h17zM10 8v4M10 14.5h.01',
  down: 'm5 8 5 5 5-5',
  bold: 'M6 4h4.5a3 3 0 0 1 0 6H6zM6 10h5.5a3 3 0 0 1 0 6H6z',
  italic: 'M8 4h6M6 16h6M11.5 4l-3 12',
  strike:
    'M14 6.5C13.5 4.8 12 4 10 4 7.5 4 6 5.2 6 7c0 4 8 2 8 6 0 1.8-1.5 3-4 3-2.2 0-3.8-1-4.2-3M3 10h14',
  code: 'm7 6-4 4 4 4M13 6l4 4-4 4',
}

/** @param {keyof typeof paths} name @returns {SVGSVGElement} */
export const icon = name => lines(paths[name], `icon icon-${name}`)

/** Lines on the same field. @param {string} drawn @param {string} className @returns {SVGSVGElement} */
export const lines = (drawn, className) => {
  const space = 'http://www.w3.org/2000/svg'
  const svg = document.createElementNS(space, 'svg')
  svg.setAttribute('viewBox', '0 0 20 20')
  svg.setAttribute('class', className)
  svg.setAttribute('aria-hidden', 'true')
  svg.setAttribute('focusable', 'false')
  const path = document.createElementNS(space, 'path')
  path.setAttribute('d', drawn)
  svg.appendChild(path)
  return svg
}
