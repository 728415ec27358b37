import type { Guard } from './guard.ts'

const KIT = 'packages/service-kit/src'

const COMPOSE = 'packages/tooling/src/containers/compose.test.ts'
const AUTHORITY = 'packages/tooling/src/containers/certificate-authority'

/** What is different where a service runs several times, behind a proxy. */
export const containers: readonly Guard[] = [
  {
    guard: 'a broken audit log is not passed over',
    file: `${KIT}/audit-log.ts`,
    cut: 'if (error instanceof AuditLogHeld) return undefined',
    paste: 'if (error instanceof AuditLogError) return undefined',
    red: { file: `${KIT}/audit-log.test.ts`, test: 'a log that was cut is no free slot' },
  },
  {
    guard: 'without a shared memory of proofs there is one process to a folder of state',
    file: `${KIT}/audit-log.ts`,
    cut: 'if (REDIS_URL !== undefined) return',
    paste: 'return',
    red: {
      file: `${KIT}/audit-log.test.ts`,
      test: 'a service whose audit log is held by another does not start',
    },
  },
  {
    guard: 'X-Forwarded-For is believed from proxies that were named',
    file: `${KIT}/service.ts`,
    cut: 'trustProxy: trustedProxies.length > 0 && trustedProxies',
    paste: 'trustProxy: true',
    red: { file: `${KIT}/service.test.ts`, test: "the caller's own X-Forwarded-For is not believed" },
  },
  {
    guard: 'not everybody is a proxy',
    file: `${KIT}/config.ts`,
    cut: "!list.some((range) => range.endsWith('/0'))",
    paste: 'true',
    red: {
      file: `${KIT}/config.test.ts`,
      test: 'a proxy to trust is an address or a range, never everybody',
    },
  },
  {
    guard: 'no new connection from a tier to the next but one',
    file: 'docker-compose.yml',
    cut: '    networks: [page]',
    paste: '    networks: [page, orchestrator-mcp-sharepoint]',
    red: { file: COMPOSE, test: 'two containers share a network when they talk' },
  },
  {
    guard: 'no root file system that can be written',
    file: 'docker-compose.yml',
    cut: 'x-hardened: &hardened\n  restart: unless-stopped\n  read_only: true',
    paste: 'x-hardened: &hardened\n  restart: unless-stopped\n  read_only: false',
    red: { file: COMPOSE, test: 'nothing that runs has a privilege' },
  },
  {
    guard: 'healthy is who answers 200, not who answers',
    file: 'docker-compose.yml',
    cut: '[ "$$status" = 200 ]',
    paste: '[ -n "$$status" ]',
    red: {
      file: 'packages/tooling/src/containers/health-check.test.ts',
      test: 'another answer, none, and nobody there are not healthy',
    },
  },
  {
    guard: 'a store has no way out of the machine',
    file: 'docker-compose.yml',
    cut: 'orchestrator-valkey: { internal: true,',
    paste: 'orchestrator-valkey: { internal: false,',
    red: { file: COMPOSE, test: 'a store has no way out of the machine' },
  },
  {
    guard: 'a database is met as it is named, or not at all',
    file: 'docker-compose.yml',
    cut: '@orchestrator-db:5432/orchestrator?sslmode=verify-full',
    paste: '@orchestrator-db:5432/orchestrator?sslmode=require',
    red: { file: COMPOSE, test: 'a service signs in at its stores as itself' },
  },
  {
    guard: 'a port is open to this machine only',
    file: 'docker-compose.yml',
    cut: "ports: ['127.0.0.1:4420:4420']",
    paste: "ports: ['4420:4420']",
    red: { file: COMPOSE, test: 'a container is reached from this machine only' },
  },
  {
    guard: 'a container sees its own secrets',
    file: 'docker-compose.yml',
    cut: '      - mcp-jira-state:/state\n      - mcp-jira-secrets:',
    paste: '      - mcp-jira-state:/state\n      - mcp-github-secrets:',
    red: { file: COMPOSE, test: 'a container sees its own secrets and no other' },
  },
  {
    guard: 'every container’s log is sent on',
    file: 'docker-compose.yml',
    cut: "4492=mock-saas:4492,4430=audit-trail:4430\n    ports: ['127.0.0.1:4420:4420']",
    paste: "4492=mock-saas:4492\n    ports: ['127.0.0.1:4420:4420']",
    red: { file: COMPOSE, test: 'every service with a log and a key sends it to audit-trail' },
  },
  {
    guard: 'the proxy writes the address of the caller, and adds to nothing',
    file: 'infra/proxy/nginx.conf',
    cut: 'X-Forwarded-For $remote_addr',
    paste: 'X-Forwarded-For $proxy_add_x_forwarded_for',
    red: { file: COMPOSE, test: 'a service that runs several times is behind a proxy' },
  },
  {
    guard: 'a database takes nobody without TLS',
    file: 'infra/postgres/pg_hba.conf',
    cut: 'hostssl  samerole',
    paste: 'host     samerole',
    red: { file: COMPOSE, test: 'a store has no way out of the machine' },
  },
  {
    guard: 'Valkey forgets used proofs and nonces together',
    file: 'infra/valkey/valkey.conf',
    cut: 'appendonly no',
    paste: 'appendonly yes',
    red: { file: COMPOSE, test: 'a store has no way out of the machine' },
  },
  {
    guard: 'a certificate of another authority is not kept',
    file: `${AUTHORITY}.ts`,
    cut: 'if (ours && isFresh(',
    paste: 'if (isFresh(',
    red: { file: `${AUTHORITY}.test.ts`, test: 'a certificate is kept while it has a month left' },
  },
]
