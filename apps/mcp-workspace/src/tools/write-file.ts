import { hash } from 'node:crypto'
import * as z from 'zod'
import { fileError, errorCode } from '../root/file-errors.ts'
import type { Folder } from '../root/folder.ts'
import { writeFile as writeWhole } from '../root/write-file.ts'
import { defineAskingTool, ToolError } from '../tool.ts'
import { FilePath, printable } from './arguments.ts'
import { summarizeChange } from './change-summary.ts'

/** Bytes of the new file, and of an old one that can be compared with it. */
const MOST = 1024 * 1024

export const writeFile = defineAskingTool({
  title: 'Write a file',
  description:
    'Writes a text file of the workspace, new or in the place of the one that is there, folders on the way included. The person is asked each time and sees what changes. Whole content, not a patch.',
  input: z.strictObject({
    path: FilePath,
    content: z.string().max(MOST).describe('The whole file, UTF-8, 1 MiB at most.'),
  }),
  output: z.object({ path: z.string(), size: z.number(), created: z.boolean() }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },

  async propose({ path, content }, { root }) {
    const bytes = Buffer.from(content)
    if (bytes.length > MOST)
      throw new ToolError(`The content has ${bytes.length} bytes; ${MOST} are the most.`)
    const { folder, missing, name } = await root.target(path)
    await using here = folder
    const old = missing.length === 0 ? await readOld(here, name) : undefined
    if (old?.bytes.equals(bytes))
      throw new ToolError(`${JSON.stringify(path)} has just this content already.`)
    const shown = printable([...here.names, ...missing, name].join('/'))
    const verb = old === undefined ? 'Create' : 'Change'
    return {
      message: [
        `${verb} ${shown} in ${printable(root.path)}?`,
        ...(missing.length > 0 ? [`New folders: ${printable(missing.join('/'))}`] : []),
        summarizeChange(old?.bytes, bytes),
      ].join('\n'),
      // With what was there: who agrees to one change has not agreed to the loss of another.
      fingerprint: hash(
        'sha256',
        JSON.stringify([here.names, missing, name, digest(old?.bytes), digest(bytes)]),
      ),
      async carryOut() {
        const target = await root.target(path)
        let folder = target.folder
        for (const missing of target.missing) {
          await using above = folder
          folder = await above.made(missing)
        }
        await using into = folder
        await writeWhole(into, name, bytes, old?.mode)
        return {
          text: [`${verb}d ${shown}: ${bytes.length} bytes.`],
          structured: { path, size: bytes.length, created: old === undefined },
        }
      },
    }
  },
})

async function readOld(folder: Folder, name: string): Promise<{ bytes: Buffer; mode: number } | undefined> {
  try {
    await folder.stat(name)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw fileError(error, name)
  }
  await using file = await folder.file(name)
  const { size, mode } = await file.stat()
  if (size > MOST)
    throw new ToolError(`The file that is there has ${size} bytes: more than ${MOST} are not replaced.`)
  return { bytes: await file.readFile(), mode }
}

function digest(bytes: Buffer | undefined): string | null {
  return bytes === undefined ? null : hash('sha256', bytes)
}
