import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { dirname } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startPostgres } from '#local/postgres/server'
import { testCluster, testServer } from '#test/support/postgres'

describe('startPostgres', () => {
  test('runs a server that only loopback reaches, with scram passwords', async () => {
    const server = await testServer()
    const [row] = await server.query<{ addresses: string; sockets: string; hashed: boolean }>(
      'postgres',
      `select current_setting('listen_addresses') as addresses,
         current_setting('unix_socket_directories') as sockets,
         (select rolpassword like 'SCRAM-SHA-256$%' from pg_authid where rolname = 'postgres') as hashed`,
    )
    expect(row).toEqual({ addresses: '127.0.0.1', sockets: '', hashed: true })
  })

  test('comes back on its port with its data after a kill -9', async () => {
    const server = await testServer()
    await server.run('postgres', 'create table kept (a int)', 'insert into kept values (7)')
    const { port } = server
    await server.kill()
    await server.restart()
    expect(server.port).toBe(port)
    expect(await server.query('postgres', 'select a from kept')).toEqual([{ a: 7 }])
  })

  test('takes the port of its last start while nobody else has it', async () => {
    const first = await testServer()
    const { dataDir, port, password } = first
    await first.stop()
    const open = () => startPostgres({ dir: dirname(dataDir), keepsPort: true, password })
    const again = await open()
    onTestFinished(() => again.stop())
    expect(again.port).toBe(port)
    await again.stop()
    const other = createServer().listen(port, '127.0.0.1')
    await once(other, 'listening')
    onTestFinished(() => void other.close())
    const elsewhere = await open()
    onTestFinished(() => elsewhere.stop())
    expect(elsewhere.port).not.toBe(port)
  })

  test('leaves no server behind when the process that started it is killed', async () => {
    const dir = (await testServer()).dataDir.replace(/data$/, 'orphan')
    const child = spawn(process.execPath, ['test/support/postgres-child.ts', dir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const pid = Number(line.toString())
    child.kill('SIGKILL')
    await expect.poll(() => alive(pid), { timeout: 110_000 }).toBe(false)
  })
})

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

describe('startReplica', () => {
  test('streams what the primary commits', async () => {
    const { primary, replica } = await testCluster()
    await primary.run('postgres', 'create table seen (a int)', 'insert into seen values (1)')
    await expect
      .poll(() => replica.query('postgres', `select to_regclass('seen') is not null as seen`))
      .toEqual([{ seen: true }])
    expect(await replica.query('postgres', 'select pg_is_in_recovery() as recovering')).toEqual([
      { recovering: true },
    ])
  })
})
