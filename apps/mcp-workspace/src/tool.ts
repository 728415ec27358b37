import type * as z from 'zod'
import type { Root } from './root/root.ts'

/** One row of the policy: plain data, what a security review reads. */
export interface ToolPolicy {
  /** Scopes that the token must carry, all of them; short names. */
  readonly scopes: readonly [string, ...string[]]
  /** Whether the person is asked before each run. */
  readonly approval: boolean
}

export interface ToolResult<Structured> {
  /** For the model, and the person who reads along; one text block each. */
  text: readonly string[]
  /** The same as data, in the shape that `output` declares. */
  structured: Structured
}

interface Described<Input extends z.ZodObject, Output extends z.ZodObject> {
  title: string
  description: string
  input: Input
  output: Output
  /** Hints for the host (MCP `ToolAnnotations`); decisions are made by policy, never by hints. */
  annotations: {
    readOnlyHint: boolean
    destructiveHint?: boolean
    idempotentHint?: boolean
    openWorldHint: false
  }
}

/** What a running tool is given: one folder. No token, no person, no other path. */
export interface ToolContext {
  readonly root: Root
  /** Aborted when the caller has given up. */
  readonly signal: AbortSignal
}

export interface PlainTool<
  Input extends z.ZodObject = z.ZodObject,
  Output extends z.ZodObject = z.ZodObject,
> extends Described<Input, Output> {
  run(args: z.output<Input>, context: ToolContext): Promise<ToolResult<z.input<Output>>>
}

/** What would happen, for the person to decide on. */
export interface Proposal<Structured> {
  /** Plain text without control characters. */
  message: string
  /** Of all that the answer is about: another fingerprint, another question. */
  fingerprint: string
  carryOut(): Promise<ToolResult<Structured>>
}

/** A tool that asks first: it can only be run by way of its proposal. */
export interface AskingTool<
  Input extends z.ZodObject = z.ZodObject,
  Output extends z.ZodObject = z.ZodObject,
> extends Described<Input, Output> {
  propose(args: z.output<Input>, context: ToolContext): Promise<Proposal<z.input<Output>>>
}

/** For each row its tool; a row with approval takes no tool that would run without. */
export type ToolsFor<Policy extends Readonly<Record<string, ToolPolicy>>> = {
  readonly [Name in keyof Policy]: Policy[Name]['approval'] extends true ? AskingTool : PlainTool
}

/** Declares a tool; the types of `run` follow from `input` and `output`. */
export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  tool: PlainTool<Input, Output>,
): PlainTool<Input, Output> {
  return tool
}

/** As `defineTool`, for one that asks first. */
export function defineAskingTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  tool: AskingTool<Input, Output>,
): AskingTool<Input, Output> {
  return tool
}

/**
 * The tool did its work and the answer is no. The message is shown to the person and to the model: say what happened
 * and who can change it.
 */
export class ToolError extends Error {
  override readonly name: string = 'ToolError'
}

/** What a tool will not do for anybody. Into the audit log with it: a model that was talked into it tries this first. */
export class ToolRefusal extends ToolError {
  override readonly name = 'ToolRefusal'
  readonly reason:
    | 'path_outside_root'
    | 'path_malformed'
    | 'link_not_followed'
    | 'file_guarded'
    | 'not_a_file'

  constructor(reason: ToolRefusal['reason'], message: string) {
    super(message)
    this.reason = reason
  }
}
