import type { LanguageModelV4 } from '@ai-sdk/provider'
import { ConfigError } from '@chain-of-trust/service-kit'
import { readFileSync } from 'node:fs'
import type { Config } from '../config.ts'
import { createRehearsedModel } from './rehearsed/model.ts'

/** The model behind the agent, and how it is shown to the person. */
export interface ChatModel {
  id: string
  label: string
  /** Not a real language model: said so wherever it speaks. */
  rehearsed: boolean
  languageModel: LanguageModelV4
}

type Settings = Pick<Config, 'MODEL_PROVIDER' | 'MODEL_NAME' | 'MODEL_BASE_URL' | 'MODEL_API_KEY_FILE'>

interface Access {
  name: string
  baseURL: string | undefined
  apiKey: string | undefined
}

type Provider = (access: Access) => Promise<{ label: string; languageModel: LanguageModelV4 }>

// A provider's library is loaded when it is configured: the offline start pays for none of them.
const PROVIDERS: Readonly<Record<Settings['MODEL_PROVIDER'], Provider>> = {
  rehearsed: () =>
    Promise.resolve({ label: 'Rehearsed model (offline)', languageModel: createRehearsedModel() }),

  'openai-compatible': async ({ name, baseURL = '', apiKey }) => {
    const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
    const key = apiKey === undefined ? {} : { apiKey }
    const provider = createOpenAICompatible({ name: 'openai-compatible', baseURL, ...key })
    return { label: name, languageModel: provider.chatModel(name) }
  },

  azure: async ({ name, baseURL = '', apiKey = '' }) => {
    const { createAzure } = await import('@ai-sdk/azure')
    return { label: `${name} (Azure OpenAI)`, languageModel: createAzure({ baseURL, apiKey }).chat(name) }
  },

  anthropic: async ({ name, baseURL = 'https://api.anthropic.com/v1', apiKey = '' }) => {
    const { createAnthropic } = await import('@ai-sdk/anthropic')
    return { label: `${name} (Anthropic)`, languageModel: createAnthropic({ baseURL, apiKey })(name) }
  },
}

/** The configured model. @throws ConfigError when its key file cannot be read */
export async function createModel(settings: Settings): Promise<ChatModel> {
  const provider = settings.MODEL_PROVIDER
  const access = {
    name: settings.MODEL_NAME,
    baseURL: settings.MODEL_BASE_URL,
    apiKey: settings.MODEL_API_KEY_FILE === undefined ? undefined : readKey(settings.MODEL_API_KEY_FILE),
  }
  const rehearsed = provider === 'rehearsed'
  return { id: rehearsed ? provider : access.name, rehearsed, ...(await PROVIDERS[provider](access)) }
}

function readKey(file: string): string {
  let key: string
  try {
    key = readFileSync(file, 'utf8').trim()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    throw new ConfigError([`MODEL_API_KEY_FILE: ${file}: ${code}`])
  }
  if (key === '') throw new ConfigError([`MODEL_API_KEY_FILE: ${file}: empty`])
  return key
}
