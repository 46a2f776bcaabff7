namespace NodePipe.Rpc.Values;

/// <summary>A place in a message that is being written, by what it holds up to there.</summary>
internal readonly record struct EncodingCheckpoint(
    int Length, int Attachments, int Rented, int LongValues, int Streams, int Callbacks, int AttachedLength);
