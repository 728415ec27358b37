import * as z from 'zod'

const Project = z
  .string()
  .regex(/^[A-Z][A-Z0-9]{1,9}$/, 'must be the key of a project, such as OPS')
  .describe('Key of the project, such as OPS')

/** A ticket argument. The pattern keeps it one segment of a path. */
const Key = z
  .string()
  .regex(/^[A-Z][A-Z0-9]{1,9}-[1-9]\d{0,8}$/, 'must be a key such as OPS-12, as search_tickets returns it')
  .describe('Key of the ticket, such as OPS-12')

const Text = z.string().trim().min(1).max(20_000)

/** What each tool takes. */
export const input = {
  search_tickets: z.strictObject({
    query: z.string().trim().min(1).max(256).optional().describe('Words to look for in the tickets'),
    project: Project.optional(),
    mine: z.boolean().default(false).describe('Only those assigned to the signed-in user'),
    open: z.boolean().default(true).describe('Only those that are not done'),
    limit: z.int().min(1).max(50).default(20).describe('How many tickets at most'),
  }),
  read_ticket: z.strictObject({ key: Key }),
  create_ticket: z.strictObject({
    project: Project,
    type: z.enum(['Task', 'Bug', 'Story']).default('Task'),
    summary: z.string().trim().min(1).max(255),
    description: Text.optional(),
  }),
  comment_on_ticket: z.strictObject({ key: Key, text: Text }),
}
