import { Link } from '@tanstack/react-router'
import { BEFORE_POLICY } from '../../words/before-policy.ts'
import { useBeforePolicy } from './in-force.ts'

/** Why a list is empty that has no reason to be filled yet; nothing once a policy is in force. */
export const BeforePolicy = () =>
  useBeforePolicy() ? (
    <p>
      {BEFORE_POLICY} <Link to="/policy">How to publish one</Link>.
    </p>
  ) : null
