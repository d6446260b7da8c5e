/** What is true of every device until the first policy is in force. */
export const BEFORE_POLICY = 'Until a policy is published, agents look at nothing and report nothing but themselves.'
