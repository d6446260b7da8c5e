import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { CannotRefresh } from './cannot-refresh.ts'

/**
 * The npm client of this machine: it knows the registry, the proxy, the certificates and the credentials that the
 * company gave it, so that none of them is a setting of ours. It starts two commands, and no script of any package.
 */
export type NpmClient = {
  /** What the registry says of a package. @param fields empty: all that npm shows. */
  readonly view: (spec: string, fields: readonly string[]) => Promise<unknown>
  /** Fetches a package's archive into `folder`. @returns the file's name there. */
  readonly pack: (spec: string, folder: string) => Promise<string>
}

const run = promisify(execFile)
const WITHIN = 600_000
const MOST_ANSWER = 64 * 1024 * 1024
/** Letters, digits and what names, scopes and versions hold besides. Never the beginning of a flag. */
const SPEC = /^(?:@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*(?:@[\w.+-]+)?$/i

/**
 * @param folder npm runs there: no `.npmrc` of a project speaks.
 * @param env of whoever asked, with what configures their npm.
 * @param stopped ends what is being fetched; nothing is fetched after it.
 */
export const openNpm = (
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
  stopped: AbortSignal = new AbortController().signal,
): NpmClient => {
  const npm = async (args: readonly string[], spec: string): Promise<string> => {
    if (!SPEC.test(spec)) throw new CannotRefresh(`${spec} is no name of a package`)
    try {
      const options = { cwd: folder, env, timeout: WITHIN, maxBuffer: MOST_ANSWER, signal: stopped }
      return (await run('npm', [...args, '--json', '--ignore-scripts', '--loglevel=error'], options)).stdout
    } catch (error) {
      if (stopped.aborted) throw new CannotRefresh(`${spec}: stopped`)
      throw new CannotRefresh(inWords(error as Failed, spec))
    }
  }
  return {
    view: async (spec, fields) => parsed(await npm(['view', spec, ...fields], spec), spec),
    pack: async (spec, into) => {
      const answer = parsed(await npm(['pack', spec, '--pack-destination', into], spec), spec)
      // Newer npm answers with an object by name, older with a list.
      const [first] = Array.isArray(answer) ? answer : Object.values(answer ?? {})
      const file: unknown = (first as { filename?: unknown } | undefined)?.filename
      if (typeof file !== 'string' || !/^[\w.@+-]+\.tgz$/.test(file))
        throw new CannotRefresh(`npm named no archive of ${spec}`)
      return file
    },
  }
}

const parsed = (text: string, spec: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new CannotRefresh(`npm gave no answer on ${spec} that can be read`)
  }
}

const UNREACHABLE = /ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|CERT|SELF_SIGNED/

type Failed = { readonly code?: unknown; readonly stdout?: string; readonly stderr?: string }

const inWords = ({ code, stdout = '', stderr = '' }: Failed, spec: string): string => {
  const said = `${stdout}\n${stderr}`
  if (code === 'ENOENT') return 'there is no npm on this machine'
  const reason = /"code": "(\w+)"|code (E\w+)/.exec(said)
  const short = reason?.[1] ?? reason?.[2] ?? 'no reason'
  if (short === 'E404' || short === 'ETARGET') return `the registry knows no ${spec}`
  if (short === 'EINTEGRITY') return `${spec} is not what the registry says of it`
  if (/^E40[13]$/.test(short)) return `the registry does not give ${spec}: see npm login`
  if (UNREACHABLE.test(said))
    return `the registry that npm is set to does not answer (${short}): see npm config get registry`
  return `npm could not get ${spec}: ${short}`
}
