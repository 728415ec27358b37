/** Where a server is named outside of its own folder. What is generated from these is not here. */
import { globSync } from 'node:fs'
import { addBeside, removeNamed } from './beside.ts'
import { addToCompose, removeFromCompose } from './compose-text.ts'
import { addContainerRow, addProof, addReaders, addRow, removeReaders, removeRows } from './markdown-rows.ts'
import { type NewServer, SINGLE, SOURCE } from './new-server.ts'
import { policyRow } from './policy-row.ts'
import { addAddress, addRegistration, removeRegistration } from './registered.ts'
import { provenControls } from './source-files.ts'

export interface Place {
  /** From the root. */
  path: string
  /** The text with the server. @throws NewServerError when the text is not as it was when this was written */
  add: (text: string, server: NewServer) => string
  /** The text without it; as it is where nothing names it. */
  remove: (text: string, name: string) => string
}

export const REGISTRATIONS = 'infra/entra/registrations.json'
export const ADDRESSES = 'infra/kubernetes/overlays/production/addresses.json'

const besideSource = (text: string, { name, port }: NewServer): string =>
  addBeside(text, { from: SOURCE, to: name, also: [[/\b4411\b/g, String(port)]] })

/** Files that name the source once for each that is like it. */
const mirrored = (path: string): Place => ({ path, add: besideSource, remove: removeNamed })

/** Every place there is, in the tree under `root`. */
export function places(root: string): Place[] {
  const find = (pattern: string): string[] => globSync(pattern, { cwd: root }).sort()
  return [
    { path: REGISTRATIONS, add: addRegistration, remove: removeRegistration },
    { path: ADDRESSES, add: addAddress, remove: removeRegistration },
    { path: 'docker-compose.yml', add: addToCompose, remove: removeFromCompose },
    ...[...find('infra/kubernetes/**/*.yaml'), ...find('infra/kubernetes/**/settings/*.env')]
      .filter((path) => !ownManifests(SOURCE).includes(path))
      .map((path): Place => ({ ...mirrored(path), add: ifNamed(besideSource) })),
    mirrored('infra/otel/docker-compose.yml'),
    mirrored('.github/workflows/images.yml'),
    mirrored('packages/tooling/src/architecture.ts'),
    mirrored('pnpm-lock.yaml'),
    {
      path: 'apps/orchestrator/src/policy.ts',
      add: (text, server) =>
        addBeside(text, { from: SINGLE, to: server.name }, { rewrite: () => policyRow(server) }),
      remove: removeNamed,
    },
    {
      path: 'README.md',
      add: (text, server) =>
        addRow(text, `| [\`apps/${SOURCE}\`](apps/${SOURCE})`, (cells) => [
          cells[0]!.replaceAll(SOURCE, server.name),
          String(server.port),
          `MCP server for ${server.title}`,
        ]),
      remove: removeRows,
    },
    {
      path: 'ARCHITECTURE.md',
      add: (text, { name, title }) =>
        addRow(text, `  ${SOURCE}/`, () => `  ${`${name}/`.padEnd(20)}tier 3: MCP server for ${title}`),
      remove: removeRows,
    },
    {
      path: 'docs/architecture-c4.md',
      add: (text, { identifier, title, name }) =>
        addRow(
          text,
          `    jira["Jira<br/>apps/${SINGLE}"]`,
          () => `    ${identifier}["${title}<br/>apps/${name}"]`,
        ),
      remove: removeRows,
    },
    {
      path: 'docs/checklist.md',
      add: (text, server) => addProof(text, server, provenControls(root, server)),
      remove: removeRows,
    },
    { path: 'docs/containers.md', add: addContainerRow, remove: removeRows },
    { path: 'docs/configuration.md', add: addReaders, remove: removeReaders },
  ]
}

/** The manifest and the settings that a server has for itself. */
export const ownManifests = (name: string): string[] => [
  `infra/kubernetes/base/${name}.yaml`,
  `infra/kubernetes/overlays/production/settings/${name}.env`,
]

/** Most manifests are of others; those that reach the servers name the source. */
const ifNamed =
  (add: Place['add']): Place['add'] =>
  (text, server) =>
    text.split('\n').some((line) => !line.trim().startsWith('#') && line.includes(SOURCE))
      ? add(text, server)
      : text
