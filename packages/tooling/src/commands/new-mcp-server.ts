/**
 * `npm run new:mcp-server NAME [-- --port PORT] [--title TITLE]`: an MCP server of its own, registered, contained and
 * tested. `npm run new:mcp-server NAME -- --remove [--discard]`: away with it again.
 */
import { parseArgs } from 'node:util'
import { addServer, removeServer } from '../new-mcp-server/new-mcp-server.ts'
import { type NewServer, NewServerError } from '../new-mcp-server/new-server.ts'
import { repositoryRoot } from '../repository.ts'
import { closingLine, runVitest } from '../run-vitest.ts'

const USAGE = `npm run new:mcp-server NAME [-- --port PORT --title TITLE]
npm run new:mcp-server NAME -- --remove [--discard]`

const tree = { root: repositoryRoot, say: (line: string): void => console.log(line) }

try {
  const { values, positionals } = read()
  const [name, ...more] = positionals
  if (name === undefined || more.length > 0) throw new NewServerError(USAGE)
  if (values.remove) await removeServer(name, { ...tree, discard: values.discard })
  else await add({ name, title: values.title, port: values.port })
} catch (error) {
  if (!(error instanceof NewServerError)) throw error
  console.error(error.message)
  process.exitCode = 1
}

function read() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        port: { type: 'string' },
        title: { type: 'string' },
        remove: { type: 'boolean', default: false },
        discard: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    throw new NewServerError(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`)
  }
}

async function add(given: {
  name: string
  title: string | undefined
  port: string | undefined
}): Promise<void> {
  const started = Date.now()
  const server = await addServer(given, tree)
  const tests = await runVitest(['--project=unit', `apps/${server.name}/`])
  for (const line of ['', ...whatNext(server)]) console.log(line)
  console.log(`${closingLine(tests)}, in ${Math.round((Date.now() - started) / 1000)} s.`)
  if (tests.failed === 0) return
  // It stays, for the person to see why.
  console.error(
    `It is written but not right. Away with it: npm run new:mcp-server ${server.name} -- --remove`,
  )
  process.exitCode = 1
}

function whatNext({ name, title, port, scope }: NewServer): string[] {
  const width = `apps/${name}/src/tools/list-items.ts`.length
  const row = (file: string, why: string): string => `  ${file.padEnd(width)}  ${why}`
  return [
    `${title} is registered as ${name}, at http://localhost:${port}/mcp, with the scope ${scope}.`,
    'Edit first, in this order:',
    row(`apps/${name}/src/policy.ts`, 'which tool needs which scope'),
    row(`apps/${name}/src/tools/list-items.ts`, 'what it does: now it lists files of mock-graph'),
    row('apps/orchestrator/src/policy.ts', 'what the agent may use of it, and what waits for approval'),
    row(
      'infra/entra/registrations.json',
      'another scope or resource; then npm run entra, npm run kubernetes',
    ),
    'npm run check holds all of it together; npm start shows it in the page. docs/add-an-mcp-server.md says the rest.',
  ]
}
