/**
 * Who may run what. Read this file first.
 *
 * `scopes`: what the person's token must carry. `approval`: the person is shown what would happen, each time, and
 * nothing happens without their yes. Whatever they say, no tool leaves the folder that the server was started with
 * (`root/`), and some files in it are not for an agent at all (`root/guarded.ts`).
 */
import type { ScopeHierarchy } from '@chain-of-trust/auth-core'
import type { ToolPolicy } from './tool.ts'

export const policy = {
  list_files: { scopes: ['Workspace.Read'], approval: false },
  read_file: { scopes: ['Workspace.Read'], approval: false },
  search_files: { scopes: ['Workspace.Read'], approval: false },
  write_file: { scopes: ['Workspace.Write'], approval: true },
} as const satisfies Record<string, ToolPolicy>

/** Whoever was let write may read: what is asked before a write shows the lines that go. */
export const scopeHierarchy: ScopeHierarchy = { 'Workspace.Write': ['Workspace.Read'] }

/** Every scope that some row asks for: what the handshake's hello offers. */
export const scopes: readonly string[] = [...new Set(Object.values(policy).flatMap(({ scopes }) => scopes))]
