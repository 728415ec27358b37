import * as z from 'zod'
import { scheduleWords } from '../jobs/schedule-words.ts'
import type { CatalogueServer } from '../wire/catalogue.ts'

/** The orchestrator's own tools. The catalogue names those of the MCP servers only. */
export const OWN: CatalogueServer = {
  name: 'orchestrator',
  title: 'Orchestrator',
  scopes: [],
  tools: [{ name: 'schedule_job', title: 'Plan a job', description: '', scopes: [], approval: true }],
}

/** What `schedule_job` would plan, for people. */
export interface PlannedJob {
  instruction: string
  when: string
  permissions: { value: string; description: string | undefined }[]
}

const WALL_CLOCK = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/

// Strict: the person says yes to all that is in the arguments, so nothing in them may go unshown.
const once = z.strictObject({
  instruction: z.string(),
  at: z.string().regex(WALL_CLOCK),
  timeZone: z.string(),
  permissions: z.array(z.string()),
})
const Input = z.union([once, once.omit({ at: true }).extend({ daily: z.string() })])

/** @returns undefined when it has any other form: then its arguments have to be shown as they are */
export function plannedJob(input: unknown, servers: readonly CatalogueServer[]): PlannedJob | undefined {
  const { data } = Input.safeParse(input)
  if (data === undefined) return undefined
  const scopes = servers.flatMap((server) => server.scopes)
  return {
    instruction: data.instruction,
    when: 'at' in data ? onceWords(data) : scheduleWords(data),
    permissions: data.permissions.map((value) => ({
      value,
      description: scopes.find((scope) => scope.value === value)?.description,
    })),
  }
}

/** `Once, Sun, 31 Jan 2027, 09:00 (Europe/Zurich)` */
function onceWords({ at, timeZone }: z.infer<typeof once>): string {
  // As if it were UTC, so that no zone of this machine moves what stands there.
  const wall = new Date(`${at}Z`)
  if (Number.isNaN(wall.getTime())) return `Once, ${at} (${timeZone})`
  const words = wall.toLocaleString('en-GB', {
    timeZone: 'UTC',
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  })
  return `Once, ${words} (${timeZone})`
}
