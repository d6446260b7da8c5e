import { basename } from 'node:path'
import si from 'systeminformation'

/** What an agent does that asks systeminformation once a second. Asked for a name, it says when it first stood in the list. */

let wanted = ''

const look = async (): Promise<void> => {
  const { list } = await si.processes()
  if (wanted !== '' && list.some(({ path, command, params }) => `${path} ${command} ${params}`.includes(wanted))) {
    process.send?.({ at: String(process.hrtime.bigint()) })
    wanted = ''
  }
  setTimeout(() => void look(), 1_000)
}

process.on('message', message => {
  wanted = basename((message as { readonly path: string }).path)
})
process.on('disconnect', () => process.exit())
void look()
