import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { auditFiles, Secret, verifyAuditLog, type AuditRecord } from '@chain-of-trust/auth-core'
import { createDpopKey, dpopProof } from '@chain-of-trust/auth-core/dpop-client'
import { greet, type GreetOptions } from '@chain-of-trust/stdio-handshake/host'
import { createTestIssuer, type TokenRequest } from '@chain-of-trust/testkit'
import { Client, type ClientOptions } from '@modelcontextprotocol/client'
import { expect } from 'vitest'
import { clientTransport } from './conversation.fixture.ts'
import { makeWorkspace } from './root/workspace.fixture.ts'

const BIN = fileURLToPath(new URL('../bin/mcp-workspace', import.meta.url))
export const RESOURCE = 'api://a1b00000-0000-4000-8000-000000004414'
const AUDIENCE = 'a1b00000-0000-4000-8000-000000004414'
const CLIENT_ID = 'a1b00000-0000-4000-8000-000000004402'

export const issuer = await createTestIssuer()
export const key = await createDpopKey()

/** The issuer's keys over HTTP: the server is another process. */
export async function serveKeys() {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(issuer.jwks))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/keys`, close: () => server.close() }
}

/** A token as the mock and the real Entra ID give it to the command line. */
export function token(request: Partial<TokenRequest> = {}): Promise<string> {
  return issuer.token({ audience: AUDIENCE, azp: CLIENT_ID, scp: 'Workspace.Read', jkt: key.jkt, ...request })
}

export interface StartOptions {
  environment?: Record<string, string>
  args?: string[]
}

/** The real server, by its real start script, in an environment of its own. */
function start(jwksUri: string, { environment = {}, args }: StartOptions = {}) {
  const workspace = makeWorkspace({ 'a.txt': 'text' })
  const child = spawn(BIN, args ?? ['--root', workspace.path], {
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: workspace.above,
      JWKS_URI: jwksUri,
      STATE_DIR: workspace.stateDir,
      ...environment,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  // The server may be gone before it has read all.
  child.stdin.on('error', () => undefined)
  const lines: string[] = []
  const stdout = new PassThrough()
  child.stdout.pipe(stdout)
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => {
    const parts = (text + chunk.toString()).split('\n')
    text = parts.pop() ?? ''
    lines.push(...parts)
  })
  const exit = ended()

  async function ended() {
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
    return { code, signal }
  }
  async function endedBefore(index: number) {
    await exit
    if (lines.length <= index) throw new Error(`ended before line ${index}: ${stderr}`)
  }

  return {
    child,
    workspace,
    lines,
    stderr: () => stderr,
    exit,
    /** The line of stdout with this number, when it is there. @throws when the server ends before */
    async line(index: number): Promise<Record<string, unknown>> {
      while (lines.length <= index) {
        await Promise.race([once(child.stdout, 'data'), endedBefore(index)])
      }
      return JSON.parse(lines[index] ?? '') as Record<string, unknown>
    },
    send: (line: unknown) =>
      void child.stdin.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`),
    /** Reasons of the audit log, and whether its chain is whole. */
    audit() {
      const files = auditFiles(workspace.stateDir, 'mcp-workspace')
      const records = readFileSync(files.log, 'utf8').trim().split('\n').slice(1)
      return {
        whole: verifyAuditLog(files).ok,
        text: records.join('\n'),
        records: records
          .map((record) => JSON.parse(record) as AuditRecord)
          .map(({ event, outcome, reason, tool }) =>
            [event, outcome, reason, tool].filter(Boolean).join(' '),
          ),
      }
    },
    /** The host's half, by the book. */
    greet: (options: Partial<GreetOptions> = {}) =>
      greet({
        fromServer: stdout,
        toServer: child.stdin,
        expects: { resource: RESOURCE, issuer: issuer.issuer },
        credential: async () => ({ token: new Secret(await token()) }),
        key,
        ...options,
      }),
    /** Every file that the server has left behind or may have written to. */
    stateOf: (folder: string) => join(workspace.stateDir, folder),
  }
}
type Server = ReturnType<typeof start>

const started: Server[] = []

export function startsWith(jwksUri: string): (options?: StartOptions) => Server {
  return (options) => {
    const server = start(jwksUri, options)
    started.push(server)
    return server
  }
}

export function killStarted(): void {
  for (const { child } of started.splice(0)) child.kill('SIGKILL')
}

export const TOKEN = /eyJ[\w-]{8,}/

/** How a server ended, as whoever is around it sees it. */
export async function endOf(server: Server) {
  const { code } = await server.exit
  const { reason, type } = await server.line(server.lines.length - 1)
  const { records, whole, text } = server.audit()
  const seen = [server.stderr(), server.lines.join('\n'), text]
  const leaks = seen.some((text) => TOKEN.test(text))
  return { code, told: { type, reason }, recorded: records.at(-1), whole, leaks, stderr: server.stderr() }
}

/** Told over the pipe, in the audit log, and to people in one plain sentence; the token is nowhere. */
export function refused(code: number, reason: string, says: RegExp) {
  return {
    code,
    told: { type: 'refused', reason },
    recorded: `token_accepted failure ${reason}`,
    whole: true,
    leaks: false,
    stderr: expect.stringMatching(
      new RegExp(`^mcp-workspace: [^\\n]*(?:${says.source})[^\\n]*\\n$`),
    ) as string,
  }
}

export interface FrameOptions {
  token?: string
  key?: typeof key
  nonce?: string
  /** Laid over the proof's target. */
  url?: string
  method?: string
}

/** A credential frame, right or with something wrong in it. */
export async function credentialFrame(nonce: string, options: FrameOptions = {}) {
  const access_token = options.token ?? (await token())
  const proof = await dpopProof(options.key ?? key, {
    method: options.method ?? 'STDIO',
    url: options.url ?? RESOURCE,
    accessToken: access_token,
    nonce: options.nonce ?? nonce,
  })
  return { stdio_handshake: 1, type: 'credential', access_token, proof }
}

/** The official client over a session whose handshake is done. */
export async function connect(
  session: Awaited<ReturnType<typeof greet>>,
  versionNegotiation: ClientOptions['versionNegotiation'] = { mode: { pin: '2026-07-28' } },
) {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation })
  await client.connect(clientTransport(session.fromServer, session.toServer))
  return {
    client,
    call: async (name: string, args: Record<string, unknown> = {}) => {
      const result = await client.callTool({ name, arguments: args })
      return {
        ...result,
        text: result.content.map((block) => ('text' in block ? block.text : '')).join('\n'),
      }
    },
  }
}
