import packageJson from '../package.json' with { type: 'json' }

/** Version of the agent, as its reports and `status` tell it. */
export const VERSION: string = packageJson.version
