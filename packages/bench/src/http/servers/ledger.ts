import { defineServer, defineTool, type McpServerDefinition, type ToolFetch } from '@chain-of-trust/mcp-kit'
import * as z from 'zod'
import { SCOPE } from '../../issuer.ts'

/** An MCP server with the one tool `read_entry`. */
export function defineLedger(
  resource: string,
  read: (number: number, fetch: ToolFetch) => Promise<string>,
): McpServerDefinition {
  return defineServer({
    name: 'ledger',
    title: 'Ledger',
    version: '1.0.0',
    policy: { read_entry: { scopes: [SCOPE], calls: { resource: 'ledger', scopes: ['Entries.Read'] } } },
    resources: { ledger: { identifier: resource, url: resource } },
    tools: {
      read_entry: defineTool({
        title: 'Read an entry',
        description: 'Reads one entry by its number.',
        input: z.object({ number: z.int() }),
        output: z.object({ entry: z.string() }),
        annotations: { readOnlyHint: true },
        async run({ number }, { fetch }) {
          const entry = await read(number, fetch)
          return { text: entry, structured: { entry } }
        },
      }),
    },
  })
}
