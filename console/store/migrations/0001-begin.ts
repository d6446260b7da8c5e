import { type ColumnDefinitionBuilder, type CreateTableBuilder, type Kysely, sql } from 'kysely'

type Columns = Record<string, 'text' | 'text?' | 'integer' | 'integer?'>

/** The first tables. STRICT, so that a number is never kept as a text. */
export const begin = async (db: Kysely<never>): Promise<void> => {
  const table = (name: string, columns: Columns): CreateTableBuilder<string, string> =>
    Object.entries(columns).reduce<CreateTableBuilder<string, string>>(
      (builder, [column, type]) =>
        builder.addColumn(column, type.startsWith('text') ? 'text' : 'integer', (c: ColumnDefinitionBuilder) =>
          type.endsWith('?') ? c : c.notNull(),
        ),
      db.schema.createTable(name).modifyEnd(sql`strict`),
    )
  const keyed = (name: string, key: string[], columns: Columns) =>
    table(name, columns).addPrimaryKeyConstraint(`${name}_key`, key)
  const ofDevice = (name: string, key: string[], columns: Columns) =>
    keyed(name, ['device', ...key], { device: 'text', ...columns }).addForeignKeyConstraint(
      `${name}_device`,
      ['device'],
      'device',
      ['id'],
    )

  await keyed('device', ['id'], {
    id: 'text',
    public_key: 'text',
    enrolled_at: 'integer',
    last_seen: 'integer',
    token_tags: 'text',
    host: 'text?',
    platform: 'text?',
    os: 'text?',
    os_version: 'text?',
    arch: 'text?',
    model: 'text?',
    cpu: 'text?',
    cores: 'integer?',
    memory: 'integer?',
    agent: 'text?',
    search: 'text',
    policy: 'text?',
    policy_serial: 'integer?',
    epoch: 'text?',
  }).execute()
  await ofDevice('device_tag', ['tag'], { tag: 'text' }).execute()
  await ofDevice('condition', ['condition'], { condition: 'text', detail: 'text', since: 'integer' }).execute()
  await ofDevice('ledger_head', ['epoch'], {
    epoch: 'text',
    place: 'integer',
    seq: 'integer',
    hash: 'text',
  }).execute()
  await ofDevice('entry', ['place', 'seq'], {
    place: 'integer',
    seq: 'integer',
    at: 'integer',
    kind: 'text',
    account: 'text?',
    body: 'text?',
    digest: 'text',
    hash: 'text',
    received_at: 'integer',
    erased_on: 'integer?',
  }).execute()
  await ofDevice('fork', ['epoch', 'seq'], {
    epoch: 'text',
    seq: 'integer',
    held: 'text',
    sent: 'text',
    at: 'integer',
  }).execute()
  await ofDevice('detection', ['id'], {
    id: 'text',
    tool: 'text',
    product: 'text',
    verdict: 'text',
    rule: 'text?',
    state: 'text',
    next_response: 'text?',
    next_at: 'integer?',
    first_seen: 'integer',
    last_seen: 'integer',
    body: 'text',
    search: 'text',
    change: 'integer',
  }).execute()
  await ofDevice('device_verdict', ['verdict'], { verdict: 'text', open: 'integer', last_day: 'integer' }).execute()
  await keyed('day_count', ['day', 'verdict'], {
    day: 'integer',
    verdict: 'text',
    had: 'integer',
    at_end: 'integer',
  }).execute()
  await keyed('policy', ['serial'], {
    serial: 'integer',
    policy: 'text',
    digest: 'text',
    text: 'text',
    published_at: 'integer',
    published_by: 'text',
  }).execute()
  await keyed('token', ['id'], {
    id: 'text',
    name: 'text',
    role: 'text',
    hash: 'text',
    tags: 'text',
    created_at: 'integer',
    created_by: 'text',
    expires_at: 'integer',
    uses: 'integer?',
  })
    .addUniqueConstraint('token_hash', ['hash'])
    .execute()
  await keyed('sign_in_link', ['hash'], {
    hash: 'text',
    name: 'text',
    role: 'text',
    expires_at: 'integer',
    used_at: 'integer?',
  }).execute()
  await keyed('session', ['hash'], { hash: 'text', name: 'text', role: 'text', expires_at: 'integer' }).execute()
  await db.schema
    .createTable('audit')
    .addColumn('id', 'integer', c => c.primaryKey().autoIncrement())
    .addColumn('at', 'integer', c => c.notNull())
    .addColumn('who', 'text', c => c.notNull())
    .addColumn('action', 'text', c => c.notNull())
    .addColumn('subject', 'text', c => c.notNull())
    .modifyEnd(sql`strict`)
    .execute()

  const indexes: [string, string[]][] = [
    ['device', ['host', 'id']],
    ['device', ['last_seen']],
    ['device', ['policy_serial']],
    ['device_tag', ['tag', 'device']],
    ['entry', ['kind', 'at']],
    ['detection', ['change']],
    ['detection', ['id']],
    ['detection', ['tool', 'change']],
    ['detection', ['product', 'change']],
    ['detection', ['verdict', 'change']],
    ['detection', ['state', 'verdict']],
    ['device_verdict', ['verdict', 'open']],
  ]
  for (const [on, columns] of indexes)
    await db.schema
      .createIndex(`${on}_by_${columns.join('_')}`)
      .on(on)
      .columns(columns)
      .execute()
}
