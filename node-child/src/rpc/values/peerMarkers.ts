import type { Peer } from '../messages/peer.js';
import { type MarkerSource, noMarkers } from './markerSource.js';

/** Where a value stands, which decides on the markers that it may hold. */
export type Place = 'arguments' | 'notification' | 'result' | 'item' | 'batch' | 'progress';

/** The markers that values for a peer may hold, by their place. */
export type PeerMarkers = Readonly<Record<Place, MarkerSource>>;

/** Gives the markers that this peer takes, as it is known at the time when a value is encoded. */
export function peerMarkers(peer: Peer): PeerMarkers {
  let lastStream = 0;
  let lastCallback = 0;
  const nextStream = () => ++lastStream;
  const nextCallback = () => ++lastCallback;
  const markers = (holdsStreams: boolean, holdsCallbacks: boolean): MarkerSource => ({
    get attachments() {
      return peer.can('attachments');
    },
    get nextStream() {
      if (!holdsStreams) {
        return noMarkers.nextStream;
      }
      return peer.can('streams') ? nextStream : peer.refusal('streams');
    },
    get nextCallback() {
      if (!holdsCallbacks) {
        return noMarkers.nextCallback;
      }
      return peer.can('callbacks') ? nextCallback : peer.refusal('callbacks');
    },
  });
  return {
    arguments: markers(true, true),
    notification: markers(true, false),
    result: markers(true, false),
    item: markers(false, false),
    progress: markers(false, false),
    batch: { ...noMarkers, nextStream: 'the answer to a batch cannot hold' },
  };
}
