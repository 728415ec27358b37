import { expect, test } from 'vitest'
import { containers, docker, type Container } from './docker.ts'

/** What each of ours, of the proxies' and of the stores' listens on. */
const STORE_PORTS: Record<string, number> = {
  valkey: 6379,
  'orchestrator-db': 5432,
  'token-vault-db': 5432,
  'audit-trail-db': 5432,
}

interface Peer extends Container {
  port: number
  /** Address by network. */
  addresses: Map<string, string>
}

async function peers(): Promise<Peer[]> {
  return Promise.all(
    (await containers()).map(async (container) => {
      const [found] = JSON.parse(await docker('inspect', container.id)) as {
        Config: { Env: string[] }
        NetworkSettings: { Networks: Record<string, { IPAddress: string }> }
      }[]
      const own = found?.Config.Env.find((variable) => variable.startsWith('PORT='))?.slice('PORT='.length)
      const networks = Object.entries(found?.NetworkSettings.Networks ?? {})
      return {
        ...container,
        port: STORE_PORTS[container.service] ?? Number(own),
        addresses: new Map(networks.map(([name, { IPAddress }]) => [name, IPAddress])),
      }
    }),
  )
}

/** Tries addresses from inside a container. @returns those that took a connection; the others refused, or never answered */
async function connected(from: Peer, addresses: string[]): Promise<string[]> {
  const ours = STORE_PORTS[from.service] === undefined && !from.service.endsWith('-proxy')
  const how = ours ? ['node', '-e', BY_NODE] : ['bash', '-c', BY_BASH, 'bash']
  const out = await docker('exec', from.id, ...how, ...addresses)
  return out.split('\n').filter((line) => line !== '')
}

const BY_NODE = `for (const address of process.argv.slice(1)) {
  const [host, port] = address.split(':')
  const socket = require('node:net').connect({ host, port, timeout: 3000 })
  socket.on('connect', () => { console.log(address); socket.destroy() })
  socket.on('timeout', () => socket.destroy()).on('error', () => {})
}`
/** Six at a time: more would be more processes than a proxy may have. */
const BY_BASH = `n=0
for a in "$@"; do
  (timeout 2 bash -c "</dev/tcp/\${a%:*}/\${a#*:}" 2>/dev/null && echo "$a") &
  n=$((n + 1))
  if [ $((n % 6)) = 0 ]; then wait; fi
done
wait
exit 0`

test('a container opens a connection to whom it shares a network with, and to nobody else', async () => {
  const all = await peers()
  const wrong: string[] = []
  let allowed = 0
  let refused = 0
  await Promise.all(
    all.map(async (from) => {
      const targets = all
        .filter(({ id }) => id !== from.id)
        .flatMap((to) =>
          [...to.addresses].map(([network, address]) => ({
            to: `${to.service} (${network})`,
            address: `${address}:${to.port}`,
            shared: from.addresses.has(network),
          })),
        )
      const open = new Set(
        await connected(
          from,
          targets.map(({ address }) => address),
        ),
      )
      // A machine that has much to do may take longer than that to open one; what is closed stays closed.
      const slow = targets.filter(({ shared, address }) => shared && !open.has(address))
      for (const { address } of slow) if ((await connected(from, [address])).length > 0) open.add(address)
      for (const { to, address, shared } of targets) {
        if (shared) allowed += 1
        else refused += 1
        if (open.has(address) !== shared) wrong.push(`${from.service} → ${to}: ${shared ? 'cannot' : 'can'}`)
      }
    }),
  )
  expect(wrong).toEqual([])
  expect(allowed).toBeGreaterThan(40)
  expect(refused).toBeGreaterThan(400)
}, 300_000)

test('an audit log goes from each service straight to audit-trail, and on from there to its database alone', async () => {
  const all = await peers()
  const one = (service: string) => all.find((peer) => peer.service === service)!
  const trail = [...one('audit-trail').addresses.values()].map((ip) => `${ip}:4430`)
  const database = [...one('audit-trail-db').addresses.values()].map((ip) => `${ip}:5432`)
  /** A machine that has much to do may take longer than one try. */
  const opens = (from: string, addresses: string[]) =>
    expect.poll(() => connected(one(from), addresses), { timeout: 60_000 }).toHaveLength(1)
  for (const service of ['orchestrator', 'mcp-sharepoint', 'mcp-github', 'mcp-jira', 'token-vault']) {
    await opens(service, trail)
    expect([service, await connected(one(service), database)]).toEqual([service, []])
  }
  // Who reads does so from outside: the page's container has nothing to ask.
  expect(await connected(one('ai-host'), trail)).toEqual([])
  await opens('audit-trail', database)
}, 300_000)

test('tier 1 opens no connection to tier 3, at any of its addresses; tier 2 does, where it may', async () => {
  const all = await peers()
  const tools = all.filter(({ service }) => service.startsWith('mcp-'))
  const addresses = tools.flatMap(({ port, addresses: own }) =>
    [...own.values()].map((ip) => `${ip}:${port}`),
  )
  const page = all.find(({ service }) => service === 'ai-host')!
  const orchestrator = all.find(({ service }) => service === 'orchestrator')!
  expect(tools.length).toBeGreaterThan(4)
  expect(await connected(page, addresses)).toEqual([])
  // The control: three of the tools' addresses are the orchestrator's neighbours.
  expect(await connected(orchestrator, addresses)).toHaveLength(3)
  const names = tools.map(({ service, port }) => `${service}:${port}`)
  expect(await connected(page, names)).toEqual([])
})
