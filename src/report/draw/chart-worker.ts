/** Draws a chart in a thread: ECharts makes an SVG, resvg turns the SVG into a PNG with a bundled font. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { Resvg } from '@resvg/resvg-js'
import { init } from 'echarts'
import type { Drawing } from '#report/draw/chart'

const family = 'DejaVu Sans'

// resvg drops all text silently with woff fonts; the bundled fonts are TrueType.
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

const draw = ({ title, bars }: Drawing): Buffer => {
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size })
  try {
    chart.setOption({
      animation: false,
      backgroundColor: '#ffffff',
      textStyle: { fontFamily: family, color: '#1d1c1d' },
      title: { text: title, left: 16, top: 12, textStyle: { fontFamily: family, fontSize: 18 } },
      // ECharts assumes narrower letters than this font has.
      grid: { left: 48, right: 110, top: 60, bottom: 16, containLabel: true },
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

parentPort?.postMessage(draw(workerData as Drawing))
