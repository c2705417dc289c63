namespace DepthCompress.Benchmarks.Commands;

/// <summary>A command whose right answer is known.</summary>
internal abstract record Question(string Name)
{
    /// <summary>Asks once.</summary>
    /// <param name="folder">An empty folder of its own.</param>
    /// <param name="seed">Of everything random.</param>
    internal abstract Answer Ask(string folder, int seed);
}
