/** infra/otel/docker-compose.yml, laid over docker-compose.yml; and what the collector does. */
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { listServices } from '../services.ts'
import { read } from './compose.fixture.ts'

const Service = z.looseObject({
  networks: z.array(z.string()),
  environment: z.record(z.string(), z.string()).optional(),
})
const Overlay = z.object({
  services: z.record(z.string(), Service),
  networks: z.record(z.string(), z.strictObject({ internal: z.literal(true) }).nullable()),
})
const Main = z.object({
  'x-hardened': z.record(z.string(), z.unknown()),
  services: z.record(z.string(), z.unknown()),
  networks: z.record(z.string(), z.unknown()),
})
const Part = z.record(z.string(), z.unknown())
const Collector = z.object({
  receivers: z.object({
    otlp: z.object({ protocols: z.object({ http: z.object({ endpoint: z.string() }) }) }),
  }),
  processors: Part,
  exporters: z.object({
    otlp: z.object({ endpoint: z.string() }),
    prometheus: z.object({ endpoint: z.string() }),
  }),
  service: z.object({
    pipelines: z.record(
      z.string(),
      z.record(z.enum(['receivers', 'processors', 'exporters']), z.array(z.string())),
    ),
  }),
})

const yaml = (path: string): unknown => parse(read(path), { merge: true })
const { services, networks } = Overlay.parse(yaml('infra/otel/docker-compose.yml'))
const main = Main.parse(yaml('docker-compose.yml'))
const collector = Collector.parse(yaml('infra/otel/collector.yaml'))
const OWN = ['otel-collector', 'trace-viewer']
const own = Object.entries(services).filter(([name]) => OWN.includes(name))
const exporting = Object.entries(services).filter(([name]) => !OWN.includes(name))
const membersOf = (network: string) =>
  Object.entries(services)
    .flatMap(([name, service]) => (service.networks.includes(network) ? [name] : []))
    .sort()

test('it adds a collector and a viewer, which nobody has without asking, to the services that there are', () => {
  expect(own.map(([name, { profiles }]) => [name, profiles])).toEqual(
    OWN.map((name) => [name, ['observability']]),
  )
  expect(OWN.filter((name) => name in main.services)).toEqual([])
  expect(exporting.map(([name]) => name).sort()).toEqual(
    listServices()
      .map(({ name }) => name)
      .sort(),
  )
})

test('a service gets the address of the collector, a network with it, and nothing else', () => {
  const [, port] = collector.receivers.otlp.protocols.http.endpoint.split(':')
  for (const [name, service] of exporting) {
    expect([name, service]).toEqual([
      name,
      {
        environment: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://otel-collector:${port}` },
        networks: [`telemetry-${name}`],
      },
    ])
  }
})

test('no network has a third, so nobody reaches anybody through the collector, nor leaves the machine', () => {
  const expected = Object.fromEntries(
    exporting.map(([name]) => [`telemetry-${name}`, [name, 'otel-collector'].sort()]),
  )
  const found = Object.fromEntries(Object.keys(networks).map((name) => [name, membersOf(name)]))
  expect(found).toEqual({ ...expected, 'telemetry-viewer': OWN })
  expect(Object.keys(networks).filter((name) => name in main.networks)).toEqual([])
  // Ports are published through a network that is not internal: of the two that nobody else is in.
  const open = Object.entries(networks).filter(([, network]) => network === null)
  expect(open.map(([name]) => name)).toEqual(['telemetry-viewer'])
})

test('both have no privilege, write nothing, take no more than their share, and are seen from this machine alone', () => {
  const { read_only, cap_drop, security_opt, ulimits, logging, restart } = main['x-hardened']
  expect(read_only).toBe(true)
  for (const [name, service] of own) {
    expect([name, service]).toEqual([
      name,
      expect.objectContaining({
        read_only,
        cap_drop,
        security_opt,
        ulimits,
        logging,
        restart,
        user: expect.stringMatching(/^[1-9]\d*:[1-9]\d*$/) as unknown,
        mem_limit: expect.stringMatching(/^\d+m$/) as unknown,
        memswap_limit: service['mem_limit'],
        pids_limit: expect.any(Number) as unknown,
        cpus: expect.any(Number) as unknown,
        // One version: what `latest` is tomorrow, nobody has looked at.
        image: expect.stringMatching(/^[\w./-]+:\d+\.\d+\.\d+$/) as unknown,
      }),
    ])
    for (const key of [
      'privileged',
      'cap_add',
      'pid',
      'ipc',
      'network_mode',
      'devices',
      'userns_mode',
      'env_file',
    ])
      expect(service).not.toHaveProperty(key)
    const {
      ports,
      volumes = [],
      environment,
    } = service as {
      ports?: string[]
      volumes?: string[]
      environment?: object
    }
    expect(environment).toBeUndefined()
    expect(ports?.filter((port) => !/^127\.0\.0\.1:(\d+):\1$/.test(port))).toEqual([])
    expect(volumes.filter((volume) => !/^\.\/infra\/otel\/[\w.]+:\S+:ro$/.test(volume))).toEqual([])
  }
})

test('the collector reads the configuration that lies here, whose pipelines are of parts that it has', () => {
  expect(services['otel-collector']).toMatchObject({
    command: ['--config=/etc/otel/collector.yaml'],
    volumes: ['./infra/otel/collector.yaml:/etc/otel/collector.yaml:ro'],
  })
  const { pipelines } = collector.service
  expect(Object.keys(pipelines).sort()).toEqual(['metrics', 'traces'])
  for (const parts of Object.values(pipelines)) {
    for (const [kind, names] of Object.entries(parts) as [
      'receivers' | 'processors' | 'exporters',
      string[],
    ][]) {
      expect(Object.keys(collector[kind])).toEqual(expect.arrayContaining(names))
      expect(names.length).toBeGreaterThan(0)
    }
    // First of all, or it is no limit.
    expect(parts['processors']?.[0]).toBe('memory_limiter')
  }
  expect(collector.exporters.otlp.endpoint.split(':')[0]).toBe('trace-viewer')
  const published = (services['otel-collector'] as { ports?: string[] }).ports?.[0]
  expect(published?.split(':').at(-1)).toBe(collector.exporters.prometheus.endpoint.split(':').at(-1))
})
