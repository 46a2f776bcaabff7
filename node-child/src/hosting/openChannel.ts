import { checkOptions, type OptionRule } from '../errors/optionRules.js';
import { type Framing, framings } from '../framing/framings.js';
import { DEFAULT_LINE_LIMIT } from '../framing/lineReader.js';
import type { TransportKind } from '../transport/openTransport.js';
import { type Endpoint, endpointRule, openEndpoint } from './endpoint.js';
import { LineChannel } from './lineChannel.js';
import { MessageChannel } from './messageChannel.js';
import { byteLimitRule, framingRule, limitRule, textLimitRule, transportRule } from './sharedOptions.js';

/** The longest frame that is read unless something else is asked for: 256 MiB, as of a line. */
const DEFAULT_FRAME_LIMIT = DEFAULT_LINE_LIMIT;

/** What channels have in common. */
interface ChannelOptions {
  /**
   * What carries the channel; by default the descriptors that the parent process has passed on. Their numbers stand in the
   * variables `NODEPIPE_READ_FD` and `NODEPIPE_WRITE_FD`, as `start()` sets them, or else in the first two arguments.
   */
  readonly over?: Endpoint | undefined;

  /** The form of the transport over descriptors; by default the one that works best on this runtime. */
  readonly transport?: TransportKind | undefined;

  /** With more bytes than this waiting for a reader nothing more is read, and the other side has to wait; 1 MiB by default. */
  readonly maxWaitingBytes?: number | undefined;
}

/** How {@link openMessageChannel} opens a channel. */
export interface MessageChannelOptions extends ChannelOptions {
  /** How one frame is told from the next; `framings.lines` by default. Both sides must use the same. */
  readonly framing?: Framing | undefined;

  /** The longest frame that is read, in bytes without what stands around it; 256 MiB by default. */
  readonly maxMessageLength?: number | undefined;
}

/** How {@link openLineChannel} opens a channel. */
export interface LineChannelOptions extends ChannelOptions {
  /** The longest line that is read, in bytes without its end; 256 MiB by default. */
  readonly maxMessageLength?: number | undefined;
}

const messageRules: Readonly<Record<keyof MessageChannelOptions, OptionRule>> = {
  over: endpointRule,
  transport: transportRule,
  maxWaitingBytes: limitRule,
  framing: framingRule,
  maxMessageLength: byteLimitRule,
};

const lineRules: Readonly<Record<keyof LineChannelOptions, OptionRule>> = {
  over: endpointRule,
  transport: transportRule,
  maxWaitingBytes: limitRule,
  maxMessageLength: textLimitRule,
};

/**
 * Opens a channel of frames.
 *
 * @throws StartError where what is given cannot carry one
 * @throws TypeError for options that are none
 */
export async function openMessageChannel(options: MessageChannelOptions = {}): Promise<MessageChannel> {
  checkOptions('openMessageChannel()', options, messageRules);
  const {
    over,
    transport: kind,
    framing = framings.lines,
    maxMessageLength = DEFAULT_FRAME_LIMIT,
    maxWaitingBytes,
  } = options;
  const { transport } = await openEndpoint('openMessageChannel()', over, kind);
  return new MessageChannel(transport, framing, maxMessageLength, maxWaitingBytes);
}

/**
 * Opens a channel of lines of text.
 *
 * @throws StartError where what is given cannot carry one
 * @throws TypeError for options that are none
 */
export async function openLineChannel(options: LineChannelOptions = {}): Promise<LineChannel> {
  checkOptions('openLineChannel()', options, lineRules);
  const { over, transport: kind, maxMessageLength = DEFAULT_LINE_LIMIT, maxWaitingBytes } = options;
  const { transport } = await openEndpoint('openLineChannel()', over, kind);
  return new LineChannel(new MessageChannel(transport, framings.lines, maxMessageLength, maxWaitingBytes));
}
