import type { CallToolResult } from '@modelcontextprotocol/client'
import * as z from 'zod'
import { EXIT } from '../exit-codes.ts'
import { printable } from '../printable.ts'
import type { Terminal } from '../terminal.ts'

/** Why a local server refused a call (`docs/stdio-handshake.md`). */
const Refusal = z.object({ error: z.string(), reason: z.string(), claims: z.string().optional() })
export type Refusal = z.infer<typeof Refusal>

/** The refusal in a result, if it is one. */
export function refusalIn({ isError, _meta }: CallToolResult): Refusal | undefined {
  if (isError !== true) return undefined
  return Refusal.safeParse(_meta?.['chain-of-trust.example/refusal']).data
}

/** The result of the command line: text to stdout, a failure's to stderr. @returns the exit code */
export function printResult(result: CallToolResult, io: Terminal, asJson: boolean): number {
  const failed = result.isError === true
  const out = failed && !asJson ? io.stderr : io.stdout
  const text = asJson ? JSON.stringify(result, undefined, 2) : textOf(result)
  // A file's text goes to a terminal without its controls, and into a pipe as it is.
  out.write(`${out.isTTY === true || failed ? printable(text) : text}\n`)
  if (!failed) return EXIT.ok
  const refusal = refusalIn(result)
  if (refusal === undefined) return EXIT.failed
  return refusal.error === 'temporarily_unavailable' ? EXIT.unavailable : EXIT.signInNeeded
}

function textOf({ content }: CallToolResult): string {
  return content
    .map((part) => (part.type === 'text' ? part.text : `[${part.type}: see --json-output]`))
    .join('\n')
}
