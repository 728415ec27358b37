import type { Guard } from './guard.ts'

const BASE = 'infra/kubernetes/base'
const OVERLAY = 'infra/kubernetes/overlays/production'
const TESTS = 'packages/tooling/src/kubernetes'
const cluster = `${TESTS}/cluster.test.ts`
const pods = `${TESTS}/pod-faults.test.ts`

/** What holds the tiers apart in a cluster, and what comes into an image. */
export const kubernetes: readonly Guard[] = [
  {
    guard: 'nobody reaches anybody unless a policy says so',
    file: `${BASE}/closed-by-default.yaml`,
    cut: '  name: closed-by-default\nspec:\n  podSelector: {}\n  policyTypes: [Ingress, Egress]',
    paste: '  name: closed-by-default\nspec:\n  podSelector: {}\n  policyTypes: [Ingress]',
    red: { file: cluster, test: 'nobody reaches anybody' },
  },
  {
    guard: 'the page’s pods do not reach an MCP server',
    file: `${BASE}/mcp-sharepoint.yaml`,
    cut: '              app.kubernetes.io/name: orchestrator',
    paste: '              app.kubernetes.io/name: ai-host',
    red: { file: cluster, test: 'tier 3 has no way in but the orchestrator' },
  },
  {
    guard: 'the machine’s metadata service, which hands out credentials, is no public address',
    file: `${BASE}/closed-by-default.yaml`,
    cut: '169.254.0.0/16',
    paste: '198.18.0.0/15',
    red: { file: cluster, test: 'a public address is neither' },
  },
  {
    guard: 'an MCP server does not reach a database',
    file: `${OVERLAY}/stores.yaml`,
    cut: 'values: [token-vault] }',
    paste: 'values: [token-vault, mcp-github] }',
    red: { file: cluster, test: 'a store is reached by those alone' },
  },
  {
    guard: 'two replicas never write one audit file',
    file: `${BASE}/patches/state.yaml`,
    cut: 'accessModes: [ReadWriteOncePod]',
    paste: 'accessModes: [ReadWriteMany]',
    red: { file: cluster, test: 'a volume for each replica' },
  },
  {
    guard: 'a service is reached through its door alone',
    file: `${BASE}/patches/pod.yaml`,
    cut: '{ name: HOST, value: 127.0.0.1 }',
    paste: '{ name: HOST, value: 0.0.0.0 }',
    red: { file: cluster, test: 'the service listens on loopback' },
  },
  {
    guard: 'a caller’s X-Forwarded-For is overwritten at the door',
    file: `${BASE}/tls-proxy/nginx.conf`,
    cut: 'X-Forwarded-For $remote_addr;',
    paste: 'X-Forwarded-For $proxy_add_x_forwarded_for;',
    red: { file: cluster, test: 'the service listens on loopback' },
  },
  {
    guard: 'a service mounts its own secrets',
    file: `${BASE}/mcp-jira.yaml`,
    cut: 'secretProviderClass: mcp-jira }',
    paste: 'secretProviderClass: token-vault }',
    red: { file: cluster, test: 'each file that its own SecretProviderClass mounts' },
  },
  {
    guard: 'no pod has an identity in the cluster',
    file: `${BASE}/patches/pod.yaml`,
    cut: 'automountServiceAccountToken: false',
    paste: 'automountServiceAccountToken: true',
    red: { file: pods, test: 'no pod has a privilege' },
  },
  {
    guard: 'a Secret of the cluster is in no environment',
    file: `${TESTS}/pod-faults.ts`,
    cut: '(valueFrom !== undefined && !isPodName(valueFrom)) ||',
    paste: '',
    red: { file: pods, test: 'KEY in the environment' },
  },
  {
    guard: 'of its own fields a pod is told its name, and nothing that others write',
    file: `${TESTS}/pod-faults.ts`,
    cut: `return JSON.stringify(source) === '{"fieldRef":{"fieldPath":"metadata.name"}}'`,
    paste: `return JSON.stringify(source) !== ''`,
    red: { file: pods, test: 'KEY in the environment' },
  },
  {
    guard: 'replicas with a volume each send logs of names of their own',
    file: `${BASE}/patches/state.yaml`,
    cut: 'name: AUDIT_TRAIL_INSTANCE',
    paste: 'name: INSTANCE',
    red: { file: cluster, test: 'each replica under a name of its own' },
  },
  {
    guard: 'every service’s log is sent on',
    file: `${OVERLAY}/settings/token-vault.env`,
    cut: 'AUDIT_TRAIL_URL=https://audit.agents.example.com\n',
    paste: '',
    red: { file: cluster, test: 'every application that may send records does' },
  },
  {
    guard: 'no records come in through the gateway',
    file: `${OVERLAY}/gateway.yaml`,
    cut: '{ method: OPTIONS }',
    paste: '{ method: POST }',
    red: { file: cluster, test: 'through the gateway records are read' },
  },
  {
    guard: 'who is no client of the tenant has no key to be one',
    file: `${BASE}/audit-trail.yaml`,
    cut: '          env:\n',
    paste: '          env:\n            - { name: CLIENT_KEY_FILE, value: /secrets/client.pem }\n',
    red: { file: cluster, test: 'the key of a client is mounted where the tenant knows one' },
  },
  {
    guard: 'the audit trail’s own replicas do not write one log',
    file: 'apps/audit-trail/src/own-log/own-logs.ts',
    cut: 'sentName(files, instance)',
    paste: 'sentName(files, undefined)',
    red: { file: 'apps/audit-trail/src/own-log/own-logs.test.ts', test: 'replicas with a folder each' },
  },
  {
    guard: 'a field that no kind has is found',
    file: `${TESTS}/schema-faults.ts`,
    cut: '...strangers.map(',
    paste: '...[].map(',
    red: { file: `${TESTS}/schema-faults.test.ts`, test: 'a field that is spelled wrong' },
  },
  {
    guard: 'the overlay’s registrations have the repository’s scopes',
    file: `${OVERLAY}/registrations.json`,
    cut: '"value": "Repos.Delete"',
    paste: '"value": "Repos.Everything"',
    red: { file: `${TESTS}/deployed-registrations.test.ts`, test: 'registrations are the repository’s' },
  },
  {
    guard: 'a package comes with the digest that the lockfile has',
    file: 'packages/tooling/src/supply-chain/install-scripts.ts',
    cut: "resolution['integrity']?.startsWith('sha512-')",
    paste: "!resolution['integrity']?.startsWith('md5-')",
    red: { file: 'packages/tooling/src/supply-chain/install-scripts.test.ts', test: 'no digest is found' },
  },
  {
    guard: 'what was not committed is not passed off as a commit',
    file: 'packages/tooling/src/supply-chain/commit.ts',
    cut: "(modified ? '-modified' : '')",
    paste: "(modified ? '' : '')",
    red: { file: 'packages/tooling/src/supply-chain/image-labels.test.ts', test: 'what was not committed' },
  },
]
