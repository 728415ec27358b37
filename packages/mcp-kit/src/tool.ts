import type * as z from 'zod'

/**
 * Sends a request to the one resource of the tool's policy row, with the user's token for it. The tool never
 * sees the token.
 * @param path below the resource's URL, beginning with `/`; anything that leads out of it throws
 * @throws Refusal when the resource challenges the user or cannot be reached: let it pass, the gate answers
 */
export type ToolFetch = (path: string, init?: RequestInit) => Promise<Response>

/** What a running tool is given. No token, no headers, no other user. */
export interface ToolContext {
  readonly fetch: ToolFetch
  /** Aborted when the caller has gone away. */
  readonly signal: AbortSignal
  /** For whom the tool runs: verified tenant and object id. */
  readonly user: { readonly tid: string; readonly oid: string }
}

export interface ToolResult<Structured> {
  /** For the model, and the person who reads along. */
  text: string
  /** The same as data, in the shape that `output` declares. */
  structured: Structured
}

export interface ToolDefinition<Input extends z.ZodObject, Output extends z.ZodObject> {
  title: string
  description: string
  input: Input
  output: Output
  /** Hints for the host (MCP `ToolAnnotations`); decisions are made by policy, never by hints. */
  annotations: {
    readOnlyHint: boolean
    destructiveHint?: boolean
    idempotentHint?: boolean
    openWorldHint?: boolean
  }
  run(args: z.output<Input>, context: ToolContext): Promise<ToolResult<z.input<Output>>>
}

/** A tool whatever its arguments are. */
export type Tool = ToolDefinition<z.ZodObject, z.ZodObject>

/** Declares a tool; the types of `run` follow from `input` and `output`. Who may run it is the policy's business. */
export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  tool: ToolDefinition<Input, Output>,
): ToolDefinition<Input, Output> {
  return tool
}

/**
 * The tool did its work and the answer is no. The message is shown to the person and to the model: say what
 * happened and who can change it.
 */
export class ToolError extends Error {
  override readonly name = 'ToolError'
}
