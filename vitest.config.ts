import { defineConfig } from 'vitest/config'

const project = (name: string, include: string[], options: object = {}) => ({
  test: { name, include, ...options },
})

// Tests of one project that start servers run in few processes: these machines have two cores.
const withServers = { testTimeout: 120_000, hookTimeout: 120_000, maxWorkers: 2 }

export default defineConfig({
  test: {
    projects: [
      project('unit', ['test/{*,src/**/*,commands/**/*,playbooks/**/*,scripts/**/*}.test.ts']),
      project('contract', ['test/contract/**/*.test.ts'], withServers),
      project('live', ['test/live/**/*.test.ts'], withServers),
      project('journeys', ['test/journeys/**/*.test.ts'], { ...withServers, maxWorkers: 1 }),
      project('lab', ['test/lab/**/*.test.ts'], { ...withServers, maxWorkers: 1 }),
    ],
  },
})
