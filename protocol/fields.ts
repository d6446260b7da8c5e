import * as z from 'zod/mini'
import { LIMITS } from './limits.ts'
import { VisibleText } from './text.ts'

/** Leaves that several messages share. Each says what it is, its unit and its bound. */

/** Milliseconds since the Unix epoch, UTC. */
export const Instant = z.int().check(z.minimum(0), z.maximum(8_640_000_000_000_000))
/** An instant that is a whole hour: all that is told of when a person used something. */
export const Hour = Instant.check(z.multipleOf(3_600_000))
/** SHA-256, 64 lower-case hex digits. */
export const Sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/))
/** `d-` and 32 hex digits of SHA-256 over the device's first public key. */
export const DeviceId = z.string().check(z.regex(/^d-[0-9a-f]{32}$/))
/** 16 hex digits of SHA-256 over device, account, tool and install. */
export const DetectionId = z.string().check(z.regex(/^[0-9a-f]{16}$/))
/** A random id, made each time a ledger begins: 32 hex digits. */
export const Epoch = z.string().check(z.regex(/^[0-9a-f]{32}$/))
/** Position in an epoch, from 1. */
export const Seq = z.int().check(z.minimum(1), z.maximum(2 ** 52))
/** Lower-case words joined by hyphens: tools, products, rules, policies, conditions. */
export const Slug = z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,63}$/))
/** A catalog indicator, `TOOL/INDICATOR`. */
export const IndicatorId = z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,63}\/[a-z0-9][a-z0-9.-]{0,127}$/))
/** An account's name on the device, as the system has it. */
export const Account = VisibleText(LIMITS.name)
export const Name = VisibleText(LIMITS.name)
/** A path; below a home it begins with `~/`. */
export const Path = VisibleText(LIMITS.path)
/** A policy's serial number, from 1; each one published is one higher. */
export const Serial = z.int().check(z.minimum(1), z.maximum(2 ** 52))
