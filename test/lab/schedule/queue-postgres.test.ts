import { testServer } from '#test/support/postgres'
import { queueContract } from '#test/support/queue/contract'

queueContract(
  'PostgreSQL',
  async () => {
    const server = await testServer({}, 'control')
    return {
      port: server.port,
      once: true,
      url: port =>
        server.url('howdah', 'howdah', 'control').replace(`:${server.port}/`, `:${port}/`),
    }
  },
  true,
)
