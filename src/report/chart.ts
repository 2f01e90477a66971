/** Charts as pictures: ECharts draws on the server, resvg makes a PNG of it with a font of our own. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Resvg } from '@resvg/resvg-js'

export interface Chart {
  readonly name: string
  readonly title: string
  /** The same in words, for those who cannot see it. */
  readonly altText: string
  readonly data: Buffer
}

export interface Bar {
  readonly label: string
  readonly value: number
  /** What stands at its end: `212 ms`. */
  readonly said: string
  readonly strong: boolean
}

const family = 'DejaVu Sans'

// resvg drops all text silently with woff fonts: these are TrueType.
const fontFiles = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map(name =>
  join(
    dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')),
    'ttf',
    name,
  ),
)

const size = { width: 720, height: 300 } as const
const strong = '#0b6e99'
const weak = '#b8c4cc'

/** Horizontal bars, the first one on top. */
export const barChart = async (title: string, bars: readonly Bar[]): Promise<Buffer> => {
  // A third of what a bot would load at its start, and most bots draw nothing for hours.
  const { init } = await import('echarts')
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size })
  try {
    chart.setOption({
      animation: false,
      backgroundColor: '#ffffff',
      textStyle: { fontFamily: family, color: '#1d1c1d' },
      title: { text: title, left: 16, top: 12, textStyle: { fontFamily: family, fontSize: 18 } },
      grid: { left: 16, right: 110, top: 60, bottom: 16, containLabel: true },
      xAxis: { type: 'value', show: false },
      yAxis: {
        type: 'category',
        inverse: true,
        data: bars.map(({ label }) => (label.length > 28 ? `${label.slice(0, 27)}…` : label)),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { fontFamily: family, fontSize: 14, color: '#1d1c1d' },
      },
      series: [
        {
          type: 'bar',
          barMaxWidth: 36,
          data: bars.map(bar => ({
            value: bar.value,
            itemStyle: { color: bar.strong ? strong : weak },
            label: {
              show: true,
              position: 'right',
              formatter: bar.said,
              fontFamily: family,
              fontSize: 14,
              color: '#1d1c1d',
            },
          })),
        },
      ],
    })
    const svg = chart.renderToSVGString()
    const drawn = new Resvg(svg, {
      font: { fontFiles, loadSystemFonts: false, defaultFontFamily: family },
      fitTo: { mode: 'width', value: size.width * 2 },
    })
    return drawn.render().asPng()
  } finally {
    chart.dispose()
  }
}
