import notifier from 'node-notifier'
import * as z from 'zod/mini'

/**
 * node-notifier, alone in a process: it starts programs of its own, on Linux through a shell. It is loaded with the
 * rights of the agent, whose files the account may not be able to read, and used with those of the account alone.
 */
const Question = z.strictObject({
  title: z.string().check(z.maxLength(1_024)),
  message: z.string().check(z.maxLength(32_768)),
  as: z.nullable(z.strictObject({ uid: z.int().check(z.minimum(1)), gid: z.int().check(z.minimum(1)) })),
})

process.once('message', (value: unknown) => {
  const { title, message, as } = Question.parse(value)
  if (as !== null) {
    process.setgroups?.([])
    process.setgid?.(as.gid)
    process.setuid?.(as.uid)
  }
  notifier.notify({ title, message, 'app-name': 'Waymark' }, error => {
    process.send?.({ shown: !error })
  })
})
