import * as z from 'zod'
import { LF } from '../frame-splitter.ts'
import { parseFrame } from '../frames.ts'

const Request = z.object({ jsonrpc: z.literal('2.0'), id: z.union([z.string().max(256), z.number()]) })

/** What came instead of a frame, kept as far as it takes to answer an MCP client in its own language. */
export class FirstLine {
  #parts: Buffer[] = []

  /** @returns whether the line is complete */
  take(bytes: Buffer): boolean {
    const end = bytes.indexOf(LF)
    this.#parts.push(end < 0 ? bytes : bytes.subarray(0, end))
    return end >= 0
  }

  /** A JSON-RPC error for a request, so that an IDE shows it; undefined where the line is none. */
  answer(message: string): Buffer | undefined {
    const { data } = Request.safeParse(parseFrame(Buffer.concat(this.#parts)))
    if (data === undefined) return undefined
    const error = { code: -32_000, message }
    return Buffer.from(`${JSON.stringify({ jsonrpc: '2.0', id: data.id, error })}\n`)
  }
}
