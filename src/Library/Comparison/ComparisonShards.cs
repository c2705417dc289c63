using System.Text.Json.Nodes;
using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>
/// A comparison as work of tasks. Plans depend on latencies, so they are decided here, on the machine that is planned for; tasks solve for
/// weights, train and write the networks, and all of them are measured here together in the end.
/// </summary>
internal sealed class ComparisonShards(
    ImmutableArray<(ComparisonPair Pair, string Identity, ComparisonRecord? Record)> pairs, ComparisonFolder output, ComparisonAttempts attempts, Settings settings,
    Session session) : IShardWork
{
    /// <summary>The command.</summary>
    internal const string Name = "compare";

    /// <inheritdoc/>
    public string Command => Name;

    /// <inheritdoc/>
    public string Stage => "comparison";

    /// <inheritdoc/>
    public string Finds => "results";

    /// <inheritdoc/>
    public JsonObject Settings => ShardedWork.Lasting(settings);

    /// <inheritdoc/>
    public ImmutableArray<string> Wanted => [.. pairs.Select(pair => pair.Identity)];

    /// <inheritdoc/>
    public bool IsComplete =>
        pairs.All(pair => (pair.Record ?? ComparisonRecord.FastestFor(pair.Pair, pairs.Select(other => other.Record))) is not null);

    /// <summary>A method at a target is a task of its own.</summary>
    public int TasksFor(int pieces) => pieces;

    /// <summary>Decides on all plans; where an easier target was out of a method's reach, that result answers the harder ones.</summary>
    public ImmutableArray<ImmutableArray<string>> Prepare(ShardFolder folder)
    {
        var pieces = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        var (exhausted, number) = (new HashSet<string>(StringComparer.Ordinal), 0);
        foreach (var (pair, identity, record) in pairs)
        {
            number++;
            var known = record?.Outcome?.IsFastest;
            if (known is null && !exhausted.Contains(pair.Method))
            {
                Announce($"{number} of {pairs.Length}: deciding on {pair.Name}");
                if (attempts.Decide(pair, identity) is { } decision)
                {
                    decision.Save(folder, pair.Folder);
                    pieces.Add([pair.Folder]);
                    known = decision.IsFastest;
                }
            }

            if (known is true)
            {
                exhausted.Add(pair.Method);
            }
        }

        return pieces.ToImmutable();
    }

    /// <inheritdoc/>
    public int TakeOver(ShardFolder folder, ShardManifest manifest, ImmutableArray<int> shards)
    {
        var (known, taken) = (pairs.ToDictionary(pair => pair.Pair.Folder), 0);
        foreach (var shard in shards)
        {
            var source = ComparisonTask.FolderOf(folder, shard);
            foreach (var (pair, identity, earlier) in manifest.Shards[shard - 1].Where(known.ContainsKey).Select(name => known[name]))
            {
                if (ComparisonDecision.Read(folder, pair.Folder).Identity != identity)
                {
                    throw DiagnosticCatalog.ShardOfAnother.Error(folder.Path, shard, $"{pair.Name} was decided on with other settings");
                }

                if (earlier is null && source.Last(pair, identity) is { } record)
                {
                    Take(pair, record, source);
                    taken++;
                }
            }
        }

        return taken;
    }

    private void Take(ComparisonPair pair, ComparisonRecord record, ComparisonFolder source)
    {
        output.Take(pair, source);
        if (record.Outcome is null)
        {
            session.Diagnostics.Report(
                DiagnosticCatalog.ComparisonPairFailed.At(null, pair.Name, $"{record.FailureCode}: {record.FailureReason}"));
        }
    }

    private void Announce(string line)
    {
        if (session.Verbosity is not Verbosity.Quiet)
        {
            session.Error.WriteLine(line);
        }
    }
}
