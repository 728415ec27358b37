import { ToolError, type ToolFetch } from '@chain-of-trust/mcp-kit'
import * as z from 'zod'

/** What the tools read of a `driveItem`; the rest of Graph's answer is not passed on. */
export const DriveItem = z.object({
  id: z.string(),
  name: z.string(),
  lastModifiedDateTime: z.string(),
  webUrl: z.string(),
  parentReference: z.object({ name: z.string() }).optional(),
})
export const DriveItems = z.object({ value: z.array(DriveItem) })

/** A document as the tools describe it. */
export const Document = z.object({
  id: z.string(),
  name: z.string(),
  folder: z.string(),
  /** ISO 8601, UTC. */
  lastModified: z.string(),
  webUrl: z.string(),
})
export type Document = z.infer<typeof Document>

export function documentOf(item: z.infer<typeof DriveItem>): Document {
  return {
    id: item.id,
    name: item.name,
    folder: item.parentReference?.name ?? '',
    lastModified: item.lastModifiedDateTime,
    webUrl: item.webUrl,
  }
}

/** A tool's id argument. The pattern keeps it one segment of a path. */
export const DocumentId = z
  .string()
  .regex(/^[A-Za-z0-9!_-]{1,128}$/, 'must be a document id, as search_documents returns it')
  .describe('Id of the document, as search_documents returns it')

/** Path of one document, or of something below it. */
export function itemPath(id: string, suffix = ''): string {
  return `/me/drive/items/${encodeURIComponent(id)}${suffix}`
}

const Failure = z.object({ error: z.object({ message: z.string() }) })

/**
 * Calls Graph as the user, and turns a "no" into a sentence.
 * @param what completes "You (the signed-in user) may not …"
 * @throws ToolError for what the person, or somebody for them, can change
 */
export async function callGraph(
  fetch: ToolFetch,
  path: string,
  { what, ...init }: RequestInit & { what: string },
): Promise<Response> {
  const response = await fetch(path, init)
  if (response.ok) return response
  switch (response.status) {
    case 400: {
      const failure = Failure.safeParse(await response.json().catch(() => undefined))
      const message = failure.data?.error.message ?? 'it did not say why.'
      throw new ToolError(`SharePoint could not use the request: ${message}`)
    }
    case 403:
      throw new ToolError(
        `You (the signed-in user) may not ${what}. Ask the owner of the document to do it, or for the permission.`,
      )
    case 404:
      throw new ToolError(
        'There is no document with this id that you (the signed-in user) can see. Search for it again; if it belongs to ' +
          'somebody else, ask its owner to share it with you.',
      )
    case 409:
    case 412:
    case 423:
      throw new ToolError('The document was changed or locked by somebody meanwhile. Try again later.')
    default:
      throw new Error(`Graph answered ${response.status}`)
  }
}
