namespace NodePipe.Trimmed;

internal sealed record Person(string FirstName, int Age, byte[] Photo);
