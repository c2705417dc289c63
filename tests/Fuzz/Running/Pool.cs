namespace DepthCompress.Fuzz;

/// <summary>
/// The files that are changed: sound ones, and those that were met by a new answer or ran a method that had not run before. This is the
/// guidance there is; which branches ran is not known.
/// </summary>
internal sealed class Pool(FuzzFormat format, IEnumerable<byte[]> seeds)
{
    private const int Most = 4096;
    private readonly List<byte[]> files = [.. seeds];
    private readonly HashSet<string> answers = [];

    /// <summary>Distinct answers so far.</summary>
    public int Answers => answers.Count;

    public int Count => files.Count;

    public byte[] Next(Random random) =>
        format.Change(files[random.Next(files.Count)], files[random.Next(files.Count)], random);

    /// <summary>Keeps a file that showed something new. Says whether its answer was.</summary>
    public bool Learn(byte[] bytes, LoadResult result, Random random)
    {
        var isNew = answers.Add($"{result.Kind} {result.Signature}");
        if ((isNew || result.NewMethods > 0) && bytes.Length <= format.Longest && !result.IsFault)
        {
            if (files.Count < Most)
            {
                files.Add(bytes);
            }
            else
            {
                files[random.Next(files.Count)] = bytes;
            }
        }

        return isNew;
    }
}
