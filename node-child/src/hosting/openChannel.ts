import { checkOptions, type OptionRule } from '../errors/optionRules.js';
import { type Framing, framings } from '../framing/framings.js';
import { DEFAULT_LINE_LIMIT } from '../framing/lineReader.js';
import type { TransportKind } from '../transport/openTransport.js';
import { type Endpoint, endpointRule, openEndpoint } from './endpoint.js';
import { LineChannel } from './lineChannel.js';
import { MessageChannel } from './messageChannel.js';
import { byteLimitRule, framingRule, textLimitRule, transportRule } from './sharedOptions.js';

/** The longest frame that is read unless something else is asked for: 256 MiB, as of a line. */
const DEFAULT_FRAME_LIMIT = DEFAULT_LINE_LIMIT;

/** What channels have in common. */
interface ChannelOptions {
  /**
   * What carries the channel; by default the descriptors that the parent process has passed on. Their numbers stand in the
   * variables `NODEPIPE_READ_FD` and `NODEPIPE_WRITE_FD`, as `start()` sets them, or else in the first two arguments.
   */
  readonly over?: Endpoint;

  /** The form of the transport over descriptors; by default the one that works best on this runtime. */
  readonly io?: TransportKind;
}

/** How {@link openMessageChannel} opens a channel. */
export interface MessageChannelOptions extends ChannelOptions {
  /** How one frame is told from the next; `framings.lines` by default. Both sides must use the same. */
  readonly framing?: Framing;

  /** The longest frame that is read, in bytes without what stands around it; 256 MiB by default. */
  readonly maxFrameLength?: number;
}

/** How {@link openLineChannel} opens a channel. */
export interface LineChannelOptions extends ChannelOptions {
  /** The longest line that is read, in bytes without its end; 256 MiB by default. */
  readonly maxLineLength?: number;
}

const messageRules: Readonly<Record<keyof MessageChannelOptions, OptionRule>> = {
  over: endpointRule,
  io: transportRule,
  framing: framingRule,
  maxFrameLength: byteLimitRule,
};

const lineRules: Readonly<Record<keyof LineChannelOptions, OptionRule>> = {
  over: endpointRule,
  io: transportRule,
  maxLineLength: textLimitRule,
};

/**
 * Opens a channel of frames.
 *
 * @throws StartError where what is given cannot carry one
 * @throws TypeError for options that are none
 */
export async function openMessageChannel(options: MessageChannelOptions = {}): Promise<MessageChannel> {
  checkOptions('openMessageChannel()', options, messageRules);
  const { over, io, framing = framings.lines, maxFrameLength = DEFAULT_FRAME_LIMIT } = options;
  const { transport } = await openEndpoint('openMessageChannel()', over, io);
  return new MessageChannel(transport, framing, maxFrameLength);
}

/**
 * Opens a channel of lines of text.
 *
 * @throws StartError where what is given cannot carry one
 * @throws TypeError for options that are none
 */
export async function openLineChannel(options: LineChannelOptions = {}): Promise<LineChannel> {
  checkOptions('openLineChannel()', options, lineRules);
  const { over, io, maxLineLength = DEFAULT_LINE_LIMIT } = options;
  const { transport } = await openEndpoint('openLineChannel()', over, io);
  return new LineChannel(new MessageChannel(transport, framings.lines, maxLineLength));
}
