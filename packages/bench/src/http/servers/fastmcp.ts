import { FastMCP } from 'fastmcp'
import * as z from 'zod'
import { joseAlone } from '../../peers/jose.ts'
import type { StartServer } from './main.ts'

/** fastmcp as it serves without sessions, in JSON, with jose in its `authenticate`. */
export const fastmcp: StartServer = async (url, issuer) => {
  const verify = joseAlone(issuer)
  const server = new FastMCP<Record<string, unknown>>({
    name: 'ledger',
    version: '1.0.0',
    authenticate: (request) => verify(request.headers.authorization?.split(' ')[1] ?? ''),
  })
  server.addTool({
    name: 'read_entry',
    description: 'Reads one entry by its number.',
    parameters: z.object({ number: z.int() }),
    execute: ({ number }) => Promise.resolve(`entry ${number}`),
  })
  await server.start({
    transportType: 'httpStream',
    httpStream: {
      host: url.hostname,
      port: Number(url.port),
      endpoint: url.pathname as `/${string}`,
      stateless: true,
      enableJsonResponse: true,
    },
  })
}
