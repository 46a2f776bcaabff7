namespace NodePipe.Peers.Peers;

/// <summary>A row of the page that is rendered.</summary>
internal sealed record Product(string Name, int Price);
