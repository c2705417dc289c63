namespace DepthCompress.Fuzz;

/// <summary>What a worker is to do.</summary>
/// <param name="Loads">How many files are to be read in all.</param>
/// <param name="Seed">Decides every change.</param>
/// <param name="Current">The file that says what is being read.</param>
/// <param name="Scratch">A path for files that must be files.</param>
/// <param name="Faults">The folder for those that were read badly.</param>
/// <param name="Seeds">Further files to begin with.</param>
internal sealed record WorkerOrder(long Loads, int Seed, string Current, string Scratch, string Faults, ImmutableArray<string> Seeds);
