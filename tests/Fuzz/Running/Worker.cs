using System.Globalization;

namespace DepthCompress.Fuzz;

/// <summary>Changes files and reads them, one after the other, until there were enough or the process dies of one.</summary>
internal sealed class Worker(FuzzFormat format, WorkerOrder order)
{
    /// <summary>What a thread of the runtime gets by itself would hide recursion that kills the program elsewhere.</summary>
    private const int StackBytes = 1 << 20;

    /// <summary>Sound files that are read first: translating the program takes longer than any file.</summary>
    private const int WarmUp = 20;

    private readonly Dictionary<string, long> faults = [];

    public int Run()
    {
        var thread = new Thread(Work, StackBytes);
        thread.Start();
        thread.Join();
        return 0;
    }

    private void Work()
    {
        using var current = new CurrentInput(order.Current);
        ImmutableArray<byte[]> seeds = [.. format.Seeds, .. order.Seeds.Select(File.ReadAllBytes)];
        foreach (var seed in seeds.Take(WarmUp))
        {
            Loading.Of(format, seed, order.Scratch);
        }

        var watchdog = Watchdog.Start();
        var pool = new Pool(format, seeds);
        var (kinds, swollen) = (new long[Enum.GetValues<LoadKind>().Length], 0L);
        for (var load = current.Loads; load < order.Loads; load++)
        {
            var random = new Random(HashCode.Combine(order.Seed, load) ^ order.Seed);
            var bytes = pool.Next(random);
            current.Bytes = bytes;
            current.Loads = load + 1;
            watchdog.Next();
            var result = Loading.Of(format, bytes, order.Scratch);
            kinds[(int)result.Kind]++;
            swollen = Math.Max(swollen, result.Allocated);
            if (pool.Learn(bytes, result, random) && result.IsFault)
            {
                Keep(bytes, result);
            }

            if (result.IsFault)
            {
                faults[result.Signature] = faults.GetValueOrDefault(result.Signature) + 1;
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{kinds[0]} read, {kinds[1]} refused, {kinds[2..].Sum()} faults of {faults.Count} kinds; {pool.Answers} answers, {pool.Count} files kept, "
            + $"at most {swollen / 1e6:0.0} MB"));
    }

    private void Keep(byte[] bytes, LoadResult result)
    {
        var small = Minimizer.Run(bytes, candidate => Loading.Of(format, candidate, order.Scratch).Signature == result.Signature, 3000);
        var name = Path.Combine(order.Faults, $"{format.Name}-{Math.Abs(StableHash(result.Signature)):x8}");
        File.WriteAllBytes(name + ".bin", small);
        File.WriteAllText(name + ".txt", $"{result.Kind}: {result.Signature}\n{result.Allocated} bytes\n{result.Problem}\n");
        Console.WriteLine($"FAULT {result.Kind}: {result.Signature} ({small.Length} bytes)");
    }

    private static int StableHash(string text) => text.Aggregate(17, (hash, character) => unchecked((hash * 31) + character));
}
