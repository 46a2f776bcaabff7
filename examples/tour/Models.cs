namespace NodePipe.Examples.Tour;

internal sealed record Item(string Name, double Price, int Count);

internal sealed record Cart(IReadOnlyList<Item> Items);

internal sealed record Order(int Year, int Number);
