import { getToolName, type DynamicToolUIPart, type ToolUIPart } from 'ai'
import type { Catalogue, CatalogueAccount } from '../wire/catalogue.ts'
import { ToolOutput, type ToolRefusal } from '../wire/tool-output.ts'
import { nameOfTier } from './name-of-tier.ts'
import { OWN, plannedJob, type PlannedJob } from './planned-job.ts'

/** One tool call, as the page shows it. */
export interface ToolStep {
  id: string
  /** For people. */
  server: string
  title: string
  description: string | undefined
  /** The person's account at a provider that the server works with. */
  account: CatalogueAccount | undefined
  state: 'running' | 'asking' | 'approved' | 'declined' | 'waiting' | 'done' | 'refused' | 'failed'
  input: Record<string, unknown>
  asked: readonly string[]
  granted: readonly string[] | undefined
  /** What the person is asked to let the agent plan. */
  plan: PlannedJob | undefined
  approval: { id: string; reason: string | undefined } | undefined
  content: string | undefined
  refusal: ToolRefusal | undefined
  /** Who refused, for people. */
  refusedBy: string | undefined
  /** Why it failed without a refusal. */
  error: string | undefined
}

const UNREADABLE = 'The answer of the tool could not be read.'

/** Joins what the stream says about a call with what the catalogue knows about its tool. */
export function toolStep(part: ToolUIPart | DynamicToolUIPart, catalogue: Catalogue | undefined): ToolStep {
  const [serverName = '', toolName = ''] = getToolName(part).split('__')
  const servers = [...(catalogue?.servers ?? []), OWN]
  const server = servers.find(({ name }) => name === serverName)
  const tool = server?.tools.find(({ name }) => name === toolName)
  const output = part.state === 'output-available' ? ToolOutput.safeParse(part.output) : undefined
  const answer = output?.data
  const scopes = answer?.scopes
  return {
    id: part.toolCallId,
    server: server?.title ?? serverName,
    title: tool?.title ?? (toolName || getToolName(part)).replaceAll('_', ' '),
    description: tool?.description,
    account: server?.account,
    state: output !== undefined && answer === undefined ? 'failed' : stateOf(part, answer),
    input: isRecord(part.input) ? part.input : {},
    asked: scopes?.requested ?? tool?.scopes ?? [],
    granted: answer?.ok === true ? answer.scopes.granted : undefined,
    plan: server === OWN ? plannedJob(part.input, servers) : undefined,
    approval:
      part.state === 'approval-requested' && part.approval.isAutomatic !== true
        ? { id: part.approval.id, reason: part.approval.requestReason }
        : undefined,
    content: answer?.ok === true ? answer.content : undefined,
    refusal: answer?.ok === false ? answer.refusal : undefined,
    refusedBy: answer?.ok === false ? nameOfTier(answer.refusal.by, catalogue) : undefined,
    error:
      part.state === 'output-error' ? part.errorText : output?.success === false ? UNREADABLE : undefined,
  }
}

function stateOf(part: ToolUIPart | DynamicToolUIPart, answer: ToolOutput | undefined): ToolStep['state'] {
  switch (part.state) {
    case 'input-streaming':
    case 'input-available':
      return 'running'
    case 'approval-requested':
      return part.approval.isAutomatic === true ? 'running' : 'asking'
    case 'approval-responded':
      return part.approval.approved ? 'approved' : 'declined'
    case 'output-denied':
      return 'declined'
    case 'output-error':
      return 'failed'
    case 'output-available':
      if (answer?.ok === true) return 'done'
      // It was not refused for good: it goes on as soon as the person has confirmed.
      return answer?.refusal.operation === undefined ? 'refused' : 'waiting'
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
