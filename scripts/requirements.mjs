// The requirements for this machine, and a check that the dependencies are installed. Plain JavaScript
// for any installed node, because this runs before the pinned node is installed.

/**
 * @typedef {{ node: string, platform: string, arch: string, glibc: boolean }} Machine
 * @typedef {{ version?: string, dev?: boolean, devOptional?: boolean, optional?: boolean,
 *   os?: string[], cpu?: string[], libc?: string[], link?: boolean }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} Lock
 */

/**
 * Says in a sentence why Howdah cannot run here; undefined when Howdah can.
 * @param {Machine} machine
 * @returns {string | undefined}
 */
export const whyUnfit = ({ node, platform, arch, glibc }) => {
  const [major = 0, minor = 0] = node.split('.').map(Number)
  if (major < 20) return `Howdah needs node 20 or later to begin with, and this is node ${node}.`
  if (platform !== 'linux' && platform !== 'darwin')
    return `Howdah runs on Linux and macOS, and this is ${platform}.`
  const pinned = platform === 'linux' && (arch === 'x64' || arch === 'arm64')
  if (pinned && !glibc)
    return 'Howdah brings node and PostgreSQL built for glibc, and this Linux has another C library.'
  if (!pinned && (major < 22 || (major === 22 && minor < 18)))
    return `On ${platform}-${arch} Howdah uses your own node, which must be 22.18 or later, and this is node ${node}.`
  return undefined
}

/**
 * Packages of the lock file that are not installed as locked. Contents decide, not file times: a
 * checkout changes file times, and an interrupted install leaves a folder without a list.
 * @param {Lock} wanted package-lock.json
 * @param {Lock | undefined} installed node_modules/.package-lock.json, written by npm at the end
 * @param {{ platform: string, arch: string, development: boolean }} options
 * @returns {string[]}
 */
export const missingPackages = (wanted, installed, { platform, arch, development }) =>
  Object.entries(wanted.packages)
    .filter(([path, { version, link, dev, devOptional, optional, os, cpu, libc }]) => {
      if (path === '' || link === true) return false
      if (!development && (dev === true || devOptional === true)) return false
      const there = installed?.packages[path]
      if (there !== undefined) return there.version !== version
      if (optional !== true) return true
      // npm leaves out an optional package in silence; packages built for this machine are needed.
      const forUs = os?.includes(platform) === true && cpu?.includes(arch) === true
      return forUs && libc?.includes('musl') !== true
    })
    .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length))

/**
 * Programs from Debian's packages that the tests start and that are missing here.
 * @param {string} platform
 * @param {string | undefined} chromium a browser of the reader's own
 * @param {(path: string) => boolean} exists
 * @param {boolean} [lab]
 */
export const missingPrograms = (platform, chromium, exists, lab = false) =>
  [
    {
      package: 'chromium',
      program: chromium ?? '/usr/bin/chromium',
      what: 'the browser that the journeys drive',
      needed: true,
    },
    ...(platform === 'linux'
      ? [
          {
            package: 'util-linux',
            program: '/usr/bin/setpriv',
            what: 'which runs a test as another user',
            needed: true,
          },
        ]
      : []),
    ...(platform === 'linux' && lab
      ? [
          {
            package: 'pgbouncer',
            program: '/usr/sbin/pgbouncer',
            what: 'the pooler that the lab puts before a server, so its tests are skipped',
            needed: false,
          },
          {
            package: 'redis-server',
            program: '/usr/bin/redis-server',
            what: 'under the cache, so the tests of the cache over Redis are skipped',
            needed: false,
          },
          {
            package: 'pgbackrest',
            program: '/usr/bin/pgbackrest',
            what: 'the backup tool that the lab takes backups with, so its tests are skipped',
            needed: false,
          },
          {
            package: 'openssh-server',
            program: '/usr/sbin/sshd',
            what: 'by which the lab reaches pgBackRest as on another machine, so its tests are skipped',
            needed: false,
          },
          {
            package: 'postgresql-15',
            program: '/usr/lib/postgresql/15/bin/postgres',
            what: 'which the lab runs under Patroni, so its tests are skipped',
            needed: false,
          },
          {
            package: 'patroni',
            program: '/usr/bin/patroni',
            what: 'which the lab runs servers under, so its tests are skipped',
            needed: false,
          },
          {
            // Left to itself apt takes another store for Patroni, without which Patroni does not start.
            package: 'python3-etcd',
            program: '/usr/lib/python3/dist-packages/etcd/__init__.py',
            what: 'by which Patroni speaks with etcd, so the tests of Patroni are skipped',
            needed: false,
          },
          {
            package: 'etcd-server',
            program: '/usr/bin/etcd',
            what: 'where Patroni keeps who the leader is, so the tests of Patroni are skipped',
            needed: false,
          },
        ]
      : []),
  ].filter(({ program }) => !exists(program))
