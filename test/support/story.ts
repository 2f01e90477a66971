/** Views of the page, put together as the picture in README. */
import type { Page } from 'playwright-core'

export interface Story {
  /** Adds the present page from `left` on: without the sidebar, only the thread. */
  keep(left?: number): Promise<void>
  /** Writes the picture: the first view whole, the rest side by side below. */
  write(path: string): Promise<void>
}

/** Tops of a channel's title bar and of the box for writing, in pixels of a page 860 high. */
const [top, bottom] = [44, 708]

export const openStory = (page: Page): Story => {
  const views: string[] = []
  return {
    async keep(left = 0) {
      const width = page.viewportSize()?.width ?? 0
      const y = left === 0 ? 0 : top
      const view = await page.screenshot({
        clip: { x: left, y, width: width - left, height: bottom - y },
      })
      views.push(`<img src="data:image/png;base64,${view.toString('base64')}">`)
    },
    async write(path) {
      const [first, ...others] = views
      const sheet = await page.context().browser()?.newPage()
      await sheet?.setContent(`<style>
        body { margin: 0 }
        main { display: inline-grid; grid-template-columns: 1280px; gap: 16px; padding: 16px; background: #e8e8ea }
        div { display: flex; gap: 16px; align-items: start }
        img { min-width: 0; border-radius: 8px; box-shadow: 0 1px 6px #0004 }
        </style><main>${first}<div>${others.join('')}</div></main>`)
      await sheet?.locator('main').screenshot({ path })
      await sheet?.close()
    },
  }
}
