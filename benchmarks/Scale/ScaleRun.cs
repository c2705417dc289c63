using DepthCompress.GraphIR;

namespace DepthCompress.Benchmarks.Scale;

/// <summary>What became of a scenario.</summary>
/// <param name="Scenario">What was simulated.</param>
/// <param name="Seconds">From its submission to its last row.</param>
/// <param name="RowSeconds">Of all rows on one ordinary node that nothing happens to.</param>
/// <param name="Wasted">Seconds of nodes that led to no row.</param>
/// <param name="Started">Tasks that were started.</param>
/// <param name="Folder">What went over the network.</param>
internal sealed record ScaleRun(ScaleScenario Scenario, double Seconds, double RowSeconds, double Wasted, int Started, CountingFolder Folder)
{
    private const int Attempts = 3;

    /// <summary>The part of the time of all nodes that was needed.</summary>
    internal double Efficiency => RowSeconds / (Scenario.Workers * Seconds);

    /// <summary>Tasks that rows were dealt to.</summary>
    internal required int Tasks { get; init; }

    /// <summary>Rows that are durable in the end.</summary>
    internal int Found => Folder.Rows;

    /// <summary>Deals the rows, submits the tasks and waits for them with the code that does it on a cluster.</summary>
    internal static ScaleRun Of(ScaleScenario scenario)
    {
        var rows = new ScaleRows(scenario);
        var folder = new CountingFolder();
        var cluster = new SimulatedCluster(scenario, rows, folder);
        var session = new Session(TextWriter.Null, TextWriter.Null, new Surroundings
        {
            Pause = (time, _) =>
            {
                cluster.Advance(time);
                return false;
            },
        });
        var job = new ShardJob(folder, ManifestOf(scenario, rows), cluster, session);
        job.Submit();
        job.Wait(Attempts, null);
        return new(scenario, cluster.Now, rows.TotalSeconds, cluster.Wasted, cluster.Started, folder) { Tasks = job.Manifest.Shards.Length };
    }

    private static ShardManifest ManifestOf(ScaleScenario scenario, ScaleRows rows)
    {
        var shards = Math.Min(scenario.Tasks, rows.Pieces.Length);
        var dealt = scenario.InTurn
            ? [.. Enumerable.Range(0, shards).Select(shard => rows.Pieces.Where((_, piece) => piece % shards == shard).SelectMany(piece => piece).ToImmutableArray())]
            : ShardDeal.Run(rows.Pieces, shards);
        return new()
        {
            Schema = ShardManifest.CurrentSchema,
            Tool = "1.0.0",
            Model = "/shared/mobilenetv2.onnx",
            Digest = new string('0', 64),
            Directory = "/shared",
            Settings = [],
            Machine = new MachineIdentity("processor", "cpu", "engine", 1, "all"),
            Executor = "slurm",
            Shards = dealt,
        };
    }
}
