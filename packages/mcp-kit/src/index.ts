export { buildMcpApp, type McpAppConfig, type McpAppOptions } from './app.ts'
export { type Extension } from './extension.ts'
export {
  LINK_METADATA,
  type LinkedResource,
  type LinkMetadata,
  type LinkVault,
} from './linked/linked-resource.ts'
export {
  defineServer,
  type DownstreamResource,
  type McpServerDefinition,
  type ServerDefinition,
} from './server-definition.ts'
export { type TokenFetch } from './tool-call.ts'
export { type ToolPolicy } from './tool-policy.ts'
export {
  defineTool,
  ToolError,
  type Tool,
  type ToolContext,
  type ToolDefinition,
  type ToolFetch,
  type ToolResult,
} from './tool.ts'
