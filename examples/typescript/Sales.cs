namespace NodePipe.Examples.TypeScript;

internal sealed record Sale(string Product, int Amount);

internal static class Sales
{
    public static async IAsyncEnumerable<Sale> OfYear(int year)
    {
        yield return new Sale("Apples", 3);
        await Task.Yield();
        yield return new Sale("Pears", year - 2020);
        yield return new Sale("Apples", 4);
    }
}
