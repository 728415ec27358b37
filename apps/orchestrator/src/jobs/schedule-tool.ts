import type { CallToolResult, Tool } from '@modelcontextprotocol/client'
import { Temporal } from 'temporal-polyfill'
import * as z from 'zod'
import type { Delegation } from '../delegation.ts'
import { InvalidRequest, parseInput } from '../invalid-request.ts'
import type { McpServer } from '../mcp-servers.ts'
import type { Caller, ToolCalls } from '../tools/tool-call.ts'
import { jobOf } from './job.ts'
import { TooManyJobs, type Jobs } from './jobs.ts'
import { Schedule } from './schedule.ts'

const NAME = 'orchestrator'
const TOOL = 'schedule_job'

const Input = z.strictObject({
  instruction: z.string().trim().min(1).max(2000),
  daily: z.string().optional(),
  at: z.string().optional(),
  timeZone: z.string(),
  permissions: z.array(z.string()).min(1),
})

const text = (description: string) => ({ type: 'string', description })
const DEFINITION: Tool = {
  name: TOOL,
  inputSchema: {
    type: 'object',
    properties: {
      instruction: text('what to do'),
      daily: text('HH:MM, for every day'),
      at: text('YYYY-MM-DDTHH:MM, for once'),
      timeZone: text('IANA time zone'),
      permissions: { type: 'array', items: { type: 'string' } },
    },
    required: ['instruction', 'timeZone', 'permissions'],
    additionalProperties: false,
  },
}

/** The one tool that is our own. It needs a yes, and all that the yes is about stands in its arguments. */
const SCHEDULING: McpServer = {
  name: NAME,
  title: 'Background jobs',
  resource: '',
  listing: '',
  scopes: [],
  own: [DEFINITION],
  tools: new Map([
    [
      TOOL,
      {
        name: TOOL,
        title: 'Run in the background, while you are away',
        description:
          'Do something later or every day, while the person is away. Give the instruction as the person would say it, either daily (HH:MM) or at (YYYY-MM-DDTHH:MM), their IANA time zone, and the permissions it needs (such as Documents.Read). Only tools that need no approval can be used.',
        scopes: [],
        approval: true,
        repeatable: false,
      },
    ],
  ]),
}

export interface AgentTools {
  servers: ReadonlyMap<string, McpServer>
  calls: ToolCalls
}

/** What the agent has, and the tool that plans a job. */
export function withScheduling({ servers, calls }: AgentTools, jobs: Jobs): AgentTools {
  return {
    servers: new Map([...servers, [NAME, SCHEDULING]]),
    calls: {
      ...calls,
      async call(caller, server, ...call) {
        if (server.name !== NAME) return calls.call(caller, server, ...call)
        const [, input] = call
        // A job cannot plan jobs: it has no Token A to begin with.
        if (!('credential' in caller)) throw new Error('a job is planned by a person')
        const result = await schedule(caller as Caller, input, servers, jobs).catch(explained)
        return { result, scopes: { requested: [], granted: [] } }
      },
    },
  }
}

async function schedule(
  caller: Caller,
  input: Record<string, unknown>,
  servers: AgentTools['servers'],
  jobs: Jobs,
): Promise<CallToolResult> {
  const { instruction, daily, at, timeZone, permissions } = parseInput(Input, input)
  const planned = parseInput(
    Schedule,
    daily === undefined ? { at: instant(at, timeZone) } : { daily, timeZone },
  )
  const delegation = delegationOf(permissions, servers)
  const { id, nextRun, scopes } = jobOf(
    await jobs.create(caller, { instruction, schedule: planned, delegation }),
  )
  const scheduled = { id, instruction, schedule: planned, nextRun, permissions: scopes }
  return { content: [{ type: 'text', text: JSON.stringify(scheduled) }], structuredContent: { scheduled } }
}

function delegationOf(permissions: readonly string[], servers: AgentTools['servers']): Delegation {
  const entries = [...servers.values()].map((server): [string, string[]] => {
    const asked = server.scopes.map(({ value }) => value).filter((value) => permissions.includes(value))
    return [server.name, asked]
  })
  return Object.fromEntries(entries.filter(([, scopes]) => scopes.length > 0))
}

/** A time of the clock on the person's wall. @throws InvalidRequest */
function instant(at: string | undefined, timeZone: string): string {
  try {
    return Temporal.PlainDateTime.from(at ?? '')
      .toZonedDateTime(timeZone)
      .toInstant()
      .toString()
  } catch {
    throw new InvalidRequest(
      'at: must look like 2027-01-31T09:00, or give daily; timeZone: an IANA time zone',
    )
  }
}

/** What the model can put right, or explain. Anything else is a refusal like that of any tool. */
function explained(failure: unknown): CallToolResult {
  if (failure instanceof InvalidRequest || failure instanceof TooManyJobs) {
    return { isError: true, content: [{ type: 'text', text: failure.message }] }
  }
  throw failure
}
